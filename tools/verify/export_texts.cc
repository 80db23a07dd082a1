#include "tools/verify/export_texts.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "ledger/status_macros.h"
#include "proof/tile.h"
#include "tools/export/embedded_files.h"
#include "tools/export/layout.h"
#include "tools/export/texts.h"

namespace ippledge::verify {
namespace {

absl::StatusOr<std::vector<proof::VerifierKey>> LogKeysIn(const ExportFiles& files) {
  IPPLEDGE_ASSIGN_OR_RETURN(const std::string text, files.Read(exported::kKeysFile));
  auto keys = exported::LogKeysOf(text);
  if (keys.ok()) return keys;
  return absl::DataLossError(absl::StrCat(exported::kKeysFile, ": ", keys.status().message()));
}

absl::Status CheckPolicies(const ExportFiles& files, const Programme& programme) {
  for (const IssuedPolicy& issued : programme.policies) {
    IPPLEDGE_RETURN_IF_ERROR(
        files.ExpectText(exported::PolicyPath(issued.policy->policy_id, issued.policy->version),
                         exported::PolicyText(issued)));
  }
  return absl::OkStatus();
}

// Files whose place is fixed by the books or by the format; checkpoints and tiles are looked at
// where they are read.
std::set<std::string> KnownPaths(const Programme& programme) {
  std::set<std::string> known = {exported::kReadmeFile, exported::kCheckpointFile,
                                 exported::kKeysFile, exported::kWitnessPolicyFile,
                                 exported::kProgrammeFile};
  for (const exported::Table& table : exported::Tables()) known.emplace(table.path);
  for (const IssuedPolicy& issued : programme.policies) {
    known.insert(exported::PolicyPath(issued.policy->policy_id, issued.policy->version));
  }
  return known;
}

bool IsTileOf(const std::string& path, std::uint64_t size) {
  const auto tile = proof::ParseTilePath(path);
  return tile.ok() && proof::TileAt(tile->level, tile->index, size).width == tile->width;
}

}  // namespace

absl::Status CheckTexts(const ExportFiles& files, const exported::Books& books,
                        std::vector<proof::VerifierKey>& log_keys, Sheet& sheet) {
  const Programme& programme = *books.programme;
  for (const exported::Table& table : exported::Tables()) {
    IPPLEDGE_RETURN_IF_ERROR(
        files.ExpectLines(std::string(table.path),
                          [&](exported::LineSink sink) { return table.write(books, sink); }));
  }
  IPPLEDGE_RETURN_IF_ERROR(
      files.ExpectText(exported::kProgrammeFile, exported::ProgrammeText(programme)));
  IPPLEDGE_RETURN_IF_ERROR(CheckPolicies(files, programme));
  IPPLEDGE_ASSIGN_OR_RETURN(log_keys, LogKeysIn(files));
  IPPLEDGE_RETURN_IF_ERROR(
      files.ExpectText(exported::kKeysFile, exported::KeysText(log_keys, *programme.trust)));
  const exported::QuorumPolicy quorum = exported::QuorumOf(log_keys, *programme.trust);
  IPPLEDGE_RETURN_IF_ERROR(files.ExpectText(exported::kWitnessPolicyFile,
                                            exported::QuorumText(quorum, *programme.trust)));
  sheet.Add("tables", {"tables as the entries give them", "与条目一致的表"},
            static_cast<std::int64_t>(exported::Tables().size()));
  sheet.Add("policies", {"policies as issued", "与发布一致的政策"},
            static_cast<std::int64_t>(programme.policies.size()));
  return absl::OkStatus();
}

absl::Status CheckNoOtherFiles(const ExportFiles& files, const exported::Books& books,
                               const std::string& readme, Sheet& sheet) {
  const std::set<std::string> known = KnownPaths(*books.programme);
  const auto size = static_cast<std::uint64_t>(books.programme->last_entry);
  std::size_t unsigned_files = 0;
  for (const std::string& path : files.All()) {
    const bool is_unsigned = exported::IsUnsignedPath(path);
    unsigned_files += is_unsigned ? 1 : 0;
    if (is_unsigned || known.contains(path) || absl::StartsWith(path, "checkpoints/") ||
        IsTileOf(path, size)) {
      continue;
    }
    return absl::DataLossError(absl::StrCat(path, ": no export of these entries has it"));
  }
  bool ours = unsigned_files == exported::EmbeddedFiles().size() &&
              files.ExpectText(exported::kReadmeFile, readme).ok();
  for (const exported::EmbeddedFile& file : exported::EmbeddedFiles()) {
    ours = ours && files.ExpectText(std::string(file.path), file.text).ok();
  }
  const client::Bilingual what = {"README.md, proto/ and rules/", "README.md、proto/ 与 rules/"};
  if (ours) {
    sheet.Add("unsigned_files", what, "as this program writes them", "与本程序所写一致");
  } else {
    sheet.Add("unsigned_files", what,
              "not as this program writes them: of another version, or changed; nothing signed "
              "vouches for them",
              "与本程序所写不一致（版本不同或被改动），不受签名保护");
  }
  return absl::OkStatus();
}

}  // namespace ippledge::verify
