#include "tools/verify/export_check.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "audit/balances.h"
#include "audit/refold.h"
#include "ledger/status_macros.h"
#include "ledger/trust.h"
#include "proof/checkpoint.h"
#include "proof/tile_tree.h"
#include "storage/codec.h"
#include "tools/export/layout.h"
#include "tools/export/texts.h"
#include "tools/verify/checks.h"
#include "tools/verify/export_files.h"
#include "tools/verify/export_texts.h"
#include "tools/verify/export_witnesses.h"

namespace ippledge::verify {
namespace {

absl::Status In(absl::string_view what, const absl::Status& status) {
  if (status.ok()) return status;
  return absl::DataLossError(absl::StrCat(what, ": ", status.message()));
}

class ExportCheck {
 public:
  ExportCheck(ExportFiles files, ExportTrust trust, Sheet* sheet)
      : files_(std::move(files)), trust_(std::move(trust)), sheet_(*sheet) {}

  absl::Status Run() {
    IPPLEDGE_RETURN_IF_ERROR(CheckNewest());
    const auto read = [this](const proof::TilePath& tile) {
      return files_.Read(proof::FormatTilePath(tile));
    };
    IPPLEDGE_RETURN_IF_ERROR(proof::VerifyHashTiles(newest_.size, newest_.root, read));
    IPPLEDGE_RETURN_IF_ERROR(
        proof::VerifyBundles(newest_.size, read, [&](std::uint64_t index, absl::string_view bytes) {
          return In(absl::StrCat("entry ", index + 1), TakeEntry(index, bytes, read));
        }));
    IPPLEDGE_RETURN_IF_ERROR(CheckCheckpoints(read));
    const exported::Books books =
        exported::BooksOf(refold_.programme(), refold_.loans(), commit_time_ms_);
    AddFigures();
    std::vector<proof::VerifierKey> log_keys;
    IPPLEDGE_RETURN_IF_ERROR(CheckTexts(files_, books, log_keys, sheet_));
    // The folder must name the key that signed, also where keys were given by hand.
    IPPLEDGE_RETURN_IF_ERROR(
        In(exported::kKeysFile, proof::OpenCheckpoint(newest_note_, log_keys).status()));
    IPPLEDGE_RETURN_IF_ERROR(CheckNoOtherFiles(files_, books, Readme(), sheet_));
    // Last, since it takes the loans.
    audit::Balances balances(&refold_);
    balances.Count([] { return false; });
    return balances.Finish();
  }

 private:
  void AddFigures() {
    const Programme& programme = refold_.programme();
    sheet_.Add("decided_again", {"entries decided again", "重新判定的条目"}, programme.last_entry);
    sheet_.Add("claims_and_covers_recomputed", {"verdicts made again", "重新计算的结论"},
               refold_.judgement_count());
    sheet_.Add("loans", {"loans", "贷款"}, static_cast<std::int64_t>(refold_.loans().size()));
    sheet_.Add("movements", {"movements of the fund", "资金变动"},
               static_cast<std::int64_t>(programme.fund.size()));
    sheet_.Add("payments_witnessed", {"payments whose witnesses were checked", "已核对见证的付款"},
               payments_witnessed_);
    sheet_.Add("files", {"files", "文件"}, files_.count());
  }

  absl::Status CheckNewest() {
    if (trust_.by_folder) {
      IPPLEDGE_ASSIGN_OR_RETURN(const std::string keys, files_.Read(exported::kKeysFile));
      auto parsed = exported::LogKeysOf(keys);
      if (!parsed.ok()) return In(exported::kKeysFile, parsed.status());
      trust_.trusted.log_keys = *std::move(parsed);
      sheet_.Add("keys", {"keys", "密钥"},
                 "the folder's own: this shows that it agrees with itself, not who wrote it",
                 "来自该文件夹本身：只能证明其自身一致，不能证明出自何人");
    } else {
      sheet_.Add("keys", {"keys", "密钥"}, "given by hand", "由使用者给出");
    }
    IPPLEDGE_ASSIGN_OR_RETURN(newest_note_, files_.Read(exported::kCheckpointFile));
    IPPLEDGE_RETURN_IF_ERROR(
        In(exported::kCheckpointFile, CheckCheckpoint(newest_note_, trust_.trusted, sheet_)));
    IPPLEDGE_ASSIGN_OR_RETURN(const proof::SignedNote note, proof::ParseNote(newest_note_));
    IPPLEDGE_ASSIGN_OR_RETURN(newest_, proof::ParseCheckpoint(note.text));
    if (newest_.size == 0) return In(exported::kCheckpointFile, absl::DataLossError("no entries"));
    return absl::OkStatus();
  }

  absl::Status TakeEntry(std::uint64_t index, absl::string_view bytes, proof::TileReader read) {
    const auto number = static_cast<std::int64_t>(index) + 1;
    IPPLEDGE_RETURN_IF_ERROR(decoder_.Decode(bytes, entry_));
    if (entry_.number != number) {
      return absl::DataLossError(absl::StrCat("it calls itself ", entry_.number));
    }
    if (entry_.commit_time_ms < commit_time_ms_) return absl::DataLossError("commit time falls");
    commit_time_ms_ = entry_.commit_time_ms;
    const std::shared_ptr<const TrustBook> trust = refold_.programme().trust;
    // An export has no blocks: that a batch is in one of them is not looked at.
    IPPLEDGE_RETURN_IF_ERROR(refold_.Take(entry_, 1));
    const auto* const paid = std::get_if<PaymentConfirmed>(&entry_.events.front());
    if (paid == nullptr || !paid->what.checkpoint) return absl::OkStatus();
    ++payments_witnessed_;
    return CheckPaymentCheckpoint(*paid->what.checkpoint, *trust, trust_.trusted.log_keys,
                                  newest_.size, read);
  }

  absl::Status CheckCheckpoints(proof::TileReader read) {
    const TrustBook& trust = *refold_.programme().trust;
    const std::vector<proof::VerifierKey> witnesses = WitnessKeysOf(trust);
    std::int64_t reached = 0;
    for (const std::string& path : files_.Below("checkpoints/")) {
      std::int64_t size = 0;
      IPPLEDGE_ASSIGN_OR_RETURN(const std::string note, files_.Read(path));
      IPPLEDGE_RETURN_IF_ERROR(In(path, CheckOne(path, note, read, size)));
      const auto cosigners = CosignersOf(note, trust_.trusted.log_keys, witnesses);
      if (!cosigners.ok()) return In(path, cosigners.status());
      if (CheckQuorumHolds(trust.quorum(), *cosigners).ok()) reached = std::max(reached, size);
      ++checkpoints_;
    }
    sheet_.Add("checkpoints", {"checkpoints", "检查点"}, checkpoints_);
    if (!trust.quorum().parts.empty()) {
      sheet_.Add(
          "programme_quorum", {"the programme's own quorum", "计划自身的法定数"},
          reached > 0 ? absl::StrCat("reached at ", reached, " entries") : "reached nowhere here",
          reached > 0 ? absl::StrCat("在 ", reached, " 条处达到") : "此处未达到");
    }
    // The newest is there under its size too.
    return files_.ExpectText(exported::CheckpointPath(static_cast<std::int64_t>(newest_.size)),
                             newest_note_);
  }

  absl::Status CheckOne(const std::string& path, const std::string& note, proof::TileReader read,
                        std::int64_t& size) const {
    const auto opened = proof::OpenCheckpoint(note, trust_.trusted.Keys());
    if (absl::IsNotFound(opened.status())) {
      return absl::DataLossError(
          absl::StrCat(opened.status().message(),
                       "; a key that was replaced since must be given too: keys.txt"));
    }
    if (!opened.ok()) return opened.status();
    const proof::Checkpoint& checkpoint = opened->checkpoint;
    size = static_cast<std::int64_t>(checkpoint.size);
    if (checkpoint.origin != newest_.origin) return absl::DataLossError("it is of another ledger");
    if (path != exported::CheckpointPath(size) || checkpoint.size > newest_.size) {
      return absl::DataLossError(absl::StrCat("it is of ", size, " entries"));
    }
    IPPLEDGE_ASSIGN_OR_RETURN(const proof::Hash root,
                              proof::RootFromTiles(checkpoint.size, newest_.size, read));
    if (root == checkpoint.root) return absl::OkStatus();
    return absl::DataLossError(
        "the ledger has signed two histories: its root is not that of the entries; keep both");
  }

  std::string Readme() const {
    // Which of two sentences it has, the folder alone knows: one of them must fit.
    for (const bool thinned : {false, true}) {
      const std::string text =
          exported::ReadmeText({.programme = refold_.programme().id,
                                .origin = newest_.origin,
                                .size = static_cast<std::int64_t>(newest_.size),
                                .checkpoints = checkpoints_,
                                .checkpoints_thinned = thinned});
      if (thinned || files_.ExpectText(exported::kReadmeFile, text).ok()) return text;
    }
    return "";
  }

  const ExportFiles files_;
  ExportTrust trust_;
  Sheet& sheet_;
  std::string newest_note_;
  proof::Checkpoint newest_;
  storage::EntryDecoder decoder_;
  Entry entry_;
  std::int64_t commit_time_ms_ = 0;
  audit::Refold refold_;
  std::int64_t checkpoints_ = 0;
  std::int64_t payments_witnessed_ = 0;
};

}  // namespace

absl::Status CheckExport(const std::string& folder, const ExportTrust& trust, Sheet& sheet) {
  IPPLEDGE_ASSIGN_OR_RETURN(ExportFiles files, ExportFiles::Open(folder));
  return ExportCheck(std::move(files), trust, &sheet).Run();
}

}  // namespace ippledge::verify
