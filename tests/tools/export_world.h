// tests/tools/export_world.h: a sample store that is exported, and exports that a forger wrote.
#pragma once

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "proof/checkpoint.h"
#include "proof/cosignature.h"
#include "proof/signing_key.h"
#include "proof/tile.h"
#include "tests/testing/status_matchers.h"
#include "tests/tools/sample_store.h"
#include "tools/admin/export_folder.h"
#include "tools/admin/export_tiles.h"
#include "tools/export/layout.h"
#include "tools/verify/command_line.h"

namespace ippledge::admin {

class ExportTest : public StoreTest {
 protected:
  using Files = std::map<std::string, std::string>;  // bytes by path

  ExportTest() { SignCheckpoints(); }

  // Entries of every kind, a witness with a quorum, and a last checkpoint that it cosigned.
  void SetUp() override {
    RecordEverything();
    RecordCover();
    const std::unique_ptr<Session> session = Open();
    session->Do({"bureau", Role::kSecurityOfficer, "p-1", "p-2"},
                AdmitKey{{witness.verifier().name(), witness.verifier().Text(),
                          KeyPurpose::kWitness, "bureau"}});
    session->Do({"bureau", Role::kFinanceBureau, "p-1", "p-2"},
                SetQuorum{{Money(), {{1, {witness.verifier().name()}}}}, "as agreed"});
    session->Tick();
    engine::Checkpoints& checkpoints = *session->engine().checkpoints();
    // The thread that signs may be a moment behind.
    for (int n = 0; n < 5'000 && size < session->engine().View().position(); ++n) {
      absl::SleepFor(absl::Milliseconds(1));
      size = checkpoints.Newest()->head.size;
    }
    ASSERT_EQ(size, session->engine().View().position());
    key = checkpoints.keys().front().Text();
    const engine::KeptCheckpoint newest = *checkpoints.Newest();
    const proof::SignedNote note = *proof::ParseNote(newest.note);
    ASSERT_THAT(
        checkpoints.AddCosignatures(size, {proof::Cosign(witness, note.text, 1'751'342'400)}),
        IsOk());
  }

  int Export(const std::string& name, std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"export", folders / name, "-o", "json"});
    return Admin(more);
  }
  // What it printed is in verify_out and verify_err.
  int Verify(const std::string& name, std::vector<std::string> more = {}) {
    if (more.empty()) more = {"--key", key};
    const bool has_language = std::find(more.begin(), more.end(), "--lang") != more.end();
    if (!has_language) more.insert(more.begin(), {"--lang", "en"});
    more.insert(more.begin(), {"export", folders / name});
    std::ostringstream out;
    std::ostringstream err;
    const int code = verify::Run(more, out, err);
    verify_out = out.str();
    verify_err = err.str();
    return code;
  }

  // Size of a checkpoint in the middle of an export. Not every total has one: of several that come
  // together only the last is signed.
  static std::int64_t EarlierSize(const Files& files) {
    std::vector<std::int64_t> sizes;
    for (const auto& [path, bytes] : files) {
      std::int64_t found = 0;
      if (path.starts_with("checkpoints/") && absl::SimpleAtoi(path.substr(12), &found)) {
        sizes.push_back(found);
      }
    }
    std::sort(sizes.begin(), sizes.end());
    return sizes.at(sizes.size() / 2);
  }

  static std::string Bytes(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  // All but the manifest.
  Files FilesOf(const std::string& name) const {
    Files files;
    const std::filesystem::path folder = folders / name;
    for (const auto& at : std::filesystem::recursive_directory_iterator(folder)) {
      if (!at.is_regular_file()) continue;
      const std::string path = at.path().lexically_relative(folder).generic_string();
      if (path != exported::kManifestFile) files[path] = Bytes(at.path());
    }
    return files;
  }
  // An export of just these files, with a manifest that fits.
  void WriteForged(const std::string& name, const Files& files) const {
    auto folder = ExportFolder::Begin(folders / name);
    ASSERT_THAT(folder, IsOk());
    for (const auto& [path, bytes] : files) ASSERT_THAT(folder->Write(path, bytes), IsOk());
    ASSERT_THAT(folder->Publish(), IsOk());
  }

  proof::SigningKey LogKey() const {
    std::string text = Bytes(keys() + "/" + kProgramme + "/checkpoint-ed25519");
    text.pop_back();
    return *proof::SigningKey::Parse(text);
  }
  // The same export over other entries: tiles made anew, and a checkpoint that the ledger's own key
  // signs. Earlier checkpoints are left out.
  void WriteResigned(const std::string& name, Files files,
                     const std::vector<std::string>& entries) {
    std::erase_if(files, [](const auto& file) {
      return file.first.starts_with("tile/") || file.first.starts_with("checkpoints/");
    });
    auto folder = ExportFolder::Begin(folders / name);
    ASSERT_THAT(folder, IsOk());
    ExportTiles tiles(&*folder);
    for (const std::string& entry : entries) ASSERT_THAT(tiles.Append(entry), IsOk());
    ASSERT_THAT(tiles.Finish(), IsOk());
    const proof::SigningKey log_key = LogKey();
    const std::string note = proof::FormatNote(*proof::SignCheckpoint(
        {.origin = log_key.verifier().name(), .size = tiles.size(), .root = tiles.Root()},
        {&log_key}));
    files["checkpoint"] = note;
    files[exported::CheckpointPath(static_cast<std::int64_t>(tiles.size()))] = note;
    for (const auto& [path, bytes] : files) ASSERT_THAT(folder->Write(path, bytes), IsOk());
    ASSERT_THAT(folder->Publish(), IsOk());
  }
  // Stored bytes of all entries of an export, in order.
  std::vector<std::string> EntriesOf(const Files& files, std::int64_t count) const {
    std::vector<std::string> entries;
    const auto take = [&](const proof::TilePath& bundle) -> absl::Status {
      const auto parsed = proof::ParseBundle(bundle, files.at(proof::FormatTilePath(bundle)));
      if (!parsed.ok()) return parsed.status();
      for (const absl::string_view entry : *parsed) entries.emplace_back(entry);
      return absl::OkStatus();
    };
    EXPECT_THAT(proof::ForEachNewBundle(0, static_cast<std::uint64_t>(count), take), IsOk());
    return entries;
  }

  TempFolder folders;
  proof::SigningKey witness =
      *proof::SigningKey::Generate("icbc.witness", proof::KeyType::kCosignature);
  std::string key;
  std::int64_t size = 0;
  std::string verify_out;
  std::string verify_err;
};

}  // namespace ippledge::admin
