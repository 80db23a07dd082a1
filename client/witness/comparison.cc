#include "client/witness/comparison.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/status_macros.h"
#include "proof/fork.h"

namespace ippledge::client {
namespace {

Comparison Forked(const ShownCheckpoint& known, const ShownCheckpoint& shown,
                  std::optional<proof::Beginning> beginning, bool proved, std::string why) {
  return {.agreement = Agreement::kForked,
          .evidence = {.known = known,
                       .shown = shown,
                       .beginning = std::move(beginning),
                       .proved = proved,
                       .why = std::move(why)}};
}

std::string SizesOf(const ShownCheckpoint& small, const ShownCheckpoint& large) {
  return absl::StrCat(small.checkpoint.size, " and ", large.checkpoint.size, " entries");
}

}  // namespace

absl::StatusOr<Comparison> CompareNotes(LogLine& line, const ShownCheckpoint& known,
                                        const ShownCheckpoint& shown) {
  const bool in_order = known.checkpoint.size <= shown.checkpoint.size;
  const ShownCheckpoint& small = in_order ? known : shown;
  const ShownCheckpoint& large = in_order ? shown : known;
  if (small.checkpoint.size == large.checkpoint.size) {
    if (small.checkpoint.root == large.checkpoint.root) return Comparison{};
    return Forked(
        known, shown, std::nullopt, true,
        absl::StrCat("the ledger has signed two roots of ", small.checkpoint.size, " entries"));
  }
  const absl::StatusOr<proof::Beginning> beginning =
      line.BeginningOf(small.checkpoint.size, large.checkpoint.size);
  if (!beginning.ok()) {
    if (!IsRefusal(beginning.status())) return beginning.status();
    // It may have fewer entries than the larger of the two, by now or as yet.
    const absl::StatusOr<ShownCheckpoint> newest = line.Covering(0);
    if (newest.ok() && newest->checkpoint.size < large.checkpoint.size) {
      return Comparison{.agreement = Agreement::kBehind};
    }
    if (!newest.ok() && !IsRefusal(newest.status())) return newest.status();
    return Forked(known, shown, std::nullopt, false,
                  absl::StrCat("the ledger signed ", SizesOf(small, large),
                               " and refuses to show that one continues the other: ",
                               beginning.status().message()));
  }
  switch (proof::ContinuityOf(small.checkpoint, large.checkpoint, *beginning)) {
    case proof::Continuity::kContinued:
      return Comparison{.beginning = *beginning};
    case proof::Continuity::kForked:
      return Forked(known, shown, *beginning, true,
                    absl::StrCat("the ledger signed ", SizesOf(small, large),
                                 ", and the larger tree begins with another than the smaller"));
    case proof::Continuity::kUnproven:
      break;
  }
  return Forked(known, shown, *beginning, false,
                absl::StrCat("the ledger signed ", SizesOf(small, large),
                             ", and its proof that one continues the other does not hold"));
}

absl::StatusOr<Comparison> CompareShown(const Witness& witness, LogLine& line,
                                        const ShownCheckpoint& shown) {
  if (const auto kept = witness.Find(shown.checkpoint.size)) {
    return CompareNotes(line, *kept, shown);
  }
  const std::optional<ShownCheckpoint> latest = witness.Latest();
  if (latest && latest->checkpoint.size > shown.checkpoint.size) {
    return CompareNotes(line, *latest, shown);
  }
  const absl::StatusOr<ShownCheckpoint> now = line.Covering(shown.checkpoint.size);
  if (now.ok()) return CompareNotes(line, *now, shown);
  if (!absl::IsNotFound(now.status()) && !absl::IsFailedPrecondition(now.status())) {
    return now.status();
  }
  // It has no such entry, or has not signed it yet.
  return Comparison{.agreement = Agreement::kBehind};
}

}  // namespace ippledge::client
