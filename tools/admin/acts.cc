#include "tools/admin/acts.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <memory>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ledger/status_macros.h"
#include "ledger/text.h"
#include "storage/kept_acts.h"
#include "tools/admin/sheet.h"

namespace ippledge::admin {
namespace {

namespace fs = std::filesystem;
using storage::KeptAct;

constexpr std::size_t kPageActs = 1'000;
// A hundred years: see KeepAct().
constexpr int kDaysForEver = 36'500;

fs::path ActsOf(const fs::path& programme) { return programme / "evidence" / "acts"; }

std::string WhoOf(const KeptAct& act) {
  if (act.organisation.empty() && act.person.empty()) return "-";
  return absl::StrCat(act.organisation, "/", NameOf(act.role), "/", act.person);
}

std::string LineOf(const KeptAct& act) {
  std::string line = absl::StrCat(act.number, "  ", act.time_ms == 0 ? "-" : TimeText(act.time_ms),
                                  "  ", WhoOf(act), "  ", act.method);
  if (!act.reason.empty()) absl::StrAppend(&line, "  ", act.reason);
  if (!act.field.empty()) absl::StrAppend(&line, " (", act.field, ")");
  if (act.repeated > 0) absl::StrAppend(&line, "  x ", act.repeated);
  if (!act.peer.empty()) absl::StrAppend(&line, "  from ", act.peer);
  if (!act.text.empty()) absl::StrAppend(&line, "  ", act.text);
  return line;
}

std::string JsonOf(const std::string& programme, const KeptAct& act) {
  Sheet sheet;
  sheet.Add("programme", programme);
  sheet.Add("number", act.number);
  sheet.Add("time", act.time_ms == 0 ? "" : TimeText(act.time_ms));
  sheet.Add("organisation", act.organisation);
  sheet.Add("role", act.role == Role::kUnspecified ? "" : NameOf(act.role));
  sheet.Add("person", act.person);
  sheet.Add("method", act.method);
  sheet.Add("reason", act.reason);
  sheet.Add("field", act.field);
  sheet.Add("peer", act.peer);
  sheet.Add("repeated", act.repeated);
  sheet.Add("text", act.text);
  return sheet.ToJson();
}

absl::Status ShowLog(const std::string& programme, const fs::path& folder,
                     const ActsOptions& options, std::ostream& out) {
  if (!options.json) out << (programme.empty() ? "server" : programme) << "\n";
  const auto log = storage::KeptActs::OpenToRead(folder.string());
  // Nothing was kept yet.
  if (absl::IsNotFound(log.status())) return absl::OkStatus();
  IPPLEDGE_RETURN_IF_ERROR(log.status());
  std::int64_t left = options.count == 0 ? std::numeric_limits<std::int64_t>::max() : options.count;
  for (std::int64_t before = 0; left > 0;) {
    const auto page = static_cast<std::size_t>(std::min<std::int64_t>(left, kPageActs));
    IPPLEDGE_ASSIGN_OR_RETURN(const std::vector<KeptAct> acts, (*log)->Newest(before, page));
    for (const KeptAct& act : acts) {
      if (options.json) {
        out << JsonOf(programme, act);
      } else {
        out << "  " << LineOf(act) << "\n";
      }
    }
    if (acts.size() < page) break;
    before = acts.back().number;
    left -= static_cast<std::int64_t>(acts.size());
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<fs::path>> ProgrammesIn(const fs::path& store) {
  std::vector<fs::path> folders;
  std::error_code error;
  if (!fs::exists(store / "FORMAT", error)) {
    return absl::NotFoundError(absl::StrCat(store.string(), " is no store"));
  }
  for (const fs::directory_entry& entry : fs::directory_iterator(store / "programmes", error)) {
    if (entry.is_directory() && CheckSlug(entry.path().filename().string()).ok()) {
      folders.push_back(entry.path());
    }
  }
  std::sort(folders.begin(), folders.end());
  return folders;
}

}  // namespace

absl::Status ShowActs(const std::string& store, const ActsOptions& options, std::ostream& out) {
  IPPLEDGE_ASSIGN_OR_RETURN(const std::vector<fs::path> folders, ProgrammesIn(store));
  if (options.programme.empty()) {
    IPPLEDGE_RETURN_IF_ERROR(ShowLog("", fs::path(store) / "acts", options, out));
  }
  bool found = options.programme.empty();
  for (const fs::path& folder : folders) {
    const std::string id = folder.filename().string();
    if (!options.programme.empty() && id != options.programme) continue;
    found = true;
    IPPLEDGE_RETURN_IF_ERROR(ShowLog(id, ActsOf(folder), options, out));
  }
  if (found) return absl::OkStatus();
  return absl::NotFoundError(
      absl::StrCat("there is no programme ", options.programme, " in the store"));
}

absl::Status KeepAct(const ProgrammeFolder& folder, const engine::Clock& clock,
                     const std::string& method, const std::string& text) {
  IPPLEDGE_ASSIGN_OR_RETURN(
      const std::unique_ptr<storage::KeptActs> log,
      storage::KeptActs::Open(ActsOf(folder.path).string(), {.days = kDaysForEver}));
  KeptAct act;
  act.time_ms = clock.NowMs();
  act.method = method;
  act.peer = absl::StrCat("user ", getuid(), " of this machine");
  act.text = text;
  storage::KeptActs::Done done;
  return log->Append({act}, act.time_ms, done);
}

}  // namespace ippledge::admin
