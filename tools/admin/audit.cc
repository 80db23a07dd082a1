#include "tools/admin/audit.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "audit/audit.h"
#include "ledger/status_macros.h"
#include "storage/block.h"
#include "storage/evidence.h"
#include "storage/index.h"
#include "storage/journal.h"
#include "storage/wal_tail.h"

namespace ippledge::admin {
namespace {

constexpr std::size_t kIndexCacheBytes = 32 << 20;

// How the logs of journal and evidence end; the journal's state goes to `sheet`.
absl::Status CheckTails(const ProgrammeFolder& folder, Sheet& sheet) {
  IPPLEDGE_ASSIGN_OR_RETURN(const storage::WalTail tail, storage::ReadWalTail(folder.journal()));
  sheet.Add("log_tail", NameOf(tail.state));
  const bool as_written =
      tail.state == storage::WalState::kWhole || tail.state == storage::WalState::kTorn;
  if (!as_written) {
    return absl::DataLossError(absl::StrCat(
        "log ", std::filesystem::path(tail.file).filename().string(), ", byte ", tail.offset,
        ", after entry ", tail.last_entry, ": ", tail.what, " (see ippledge-admin tail)"));
  }
  if (!folder.has_checkpoints()) return absl::OkStatus();
  const absl::Status evidence = storage::CheckWal(folder.checkpoints());
  if (evidence.ok()) return evidence;
  return absl::Status(evidence.code(), absl::StrCat("evidence: ", evidence.message()));
}

// As the last block says.
absl::StatusOr<std::int64_t> LoansOf(const storage::LocalLog& log) {
  IPPLEDGE_ASSIGN_OR_RETURN(const storage::Block last, log.LastBlock());
  if (last.first_entry == 0) return 0;
  IPPLEDGE_ASSIGN_OR_RETURN(const storage::BlockView view,
                            storage::BlockView::Parse(last.first_entry, last.bytes));
  return view.headline().loans;
}

absl::StatusOr<audit::Report> Run(const ProgrammeFolder& folder) {
  IPPLEDGE_ASSIGN_OR_RETURN(
      const auto log,
      storage::LocalLog::Open(folder.journal(), {.create = false, .read_only = true}));
  IPPLEDGE_ASSIGN_OR_RETURN(const std::int64_t loans, LoansOf(*log));
  std::unique_ptr<storage::Index> index;
  if (folder.has_index()) {
    IPPLEDGE_ASSIGN_OR_RETURN(index, storage::Index::Open(folder.index(), kIndexCacheBytes));
  }
  std::unique_ptr<storage::Evidence> evidence;
  if (folder.has_checkpoints()) {
    IPPLEDGE_ASSIGN_OR_RETURN(evidence,
                              storage::Evidence::Open(folder.checkpoints(), {.read_only = true}));
  }
  return audit::Audit(
      {.log = log.get(), .loans = loans, .index = index.get(), .evidence = evidence.get()});
}

void Show(const audit::Report& report, bool has_evidence, Sheet& sheet) {
  const double seconds = std::max(absl::ToDoubleSeconds(report.time), 1e-3);
  sheet.Add("entries", report.position);
  sheet.Add("blocks", report.blocks);
  sheet.Add("loans", report.loans);
  sheet.Add("rights", report.rights);
  sheet.Add("requests", report.requests);
  sheet.Add("claims_and_covers_recomputed", report.judgements);
  sheet.Add("root", proof::HexOf(report.root));
  if (has_evidence) {
    sheet.Add("checkpoints_verified", report.checkpoints);
    sheet.Add("cosignatures_verified", report.cosignatures);
  } else {
    sheet.Add("evidence", "none");
  }
  sheet.Add("payments_witnessed", report.payment_notes);
  sheet.Add("index", NameOf(report.index));
  if (report.index != audit::IndexState::kNone) {
    sheet.Add("index_watermark", report.index_watermark);
  }
  sheet.Add("milliseconds", absl::ToInt64Milliseconds(report.time));
  sheet.Add("entries_per_second",
            static_cast<std::int64_t>(static_cast<double>(report.position) / seconds));
  if (report.finding && report.finding->entry > 0) {
    sheet.Add("difference_entry", report.finding->entry);
  }
}

}  // namespace

absl::Status Audit(const ProgrammeFolder& folder, Sheet& sheet) {
  IPPLEDGE_RETURN_IF_ERROR(CheckTails(folder, sheet));
  IPPLEDGE_ASSIGN_OR_RETURN(const audit::Report report, Run(folder));
  Show(report, folder.has_checkpoints(), sheet);
  if (!report.finding) return absl::OkStatus();
  return absl::DataLossError(report.finding->Text());
}

}  // namespace ippledge::admin
