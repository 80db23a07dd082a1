#include "client/statement/xlsx_strings.h"

#include <limits>

#include "absl/strings/str_cat.h"
#include "client/statement/xlsx_part.h"
#include "ledger/check.h"

namespace ippledge::client {
namespace {

static_assert(kXlsxPartBytesMax < std::numeric_limits<std::uint32_t>::max());

enum : int { kTable = kXlsxDocument + 1, kItem, kText, kRun, kRunText };
constexpr XlsxElement kElements[] = {
    {kXlsxDocument, "sst", kTable}, {kTable, "si", kItem}, {kItem, "t", kText}, {kItem, "r", kRun},
    {kRun, "t", kRunText},
};

class Strings final : public XlsxPart {
 public:
  Strings(absl::string_view part, std::string* bytes, std::vector<std::uint32_t>* ends,
          StatementFaults* faults)
      : XlsxPart(kElements), part_(part), bytes_(bytes), ends_(ends), faults_(faults) {}

  void Begin(int element, const XlsxAttributes& /*attributes*/) override {
    if (element == kItem) begin_ = bytes_->size();
  }

  void Text(int element, absl::string_view text) override {
    if (element != kText && element != kRunText) return;
    const std::string plain = UnescapeXlsxText(text);
    if (bytes_->size() - begin_ + plain.size() > kXlsxCellBytesMax) {
      return Refuse(StatementFaultKind::kFieldTooLong,
                    absl::StrCat("<= ", kXlsxCellBytesMax, " bytes"));
    }
    bytes_->append(plain);
  }

  void End(int element) override {
    if (element != kItem) return;
    if (ends_->size() == kXlsxStringsMax) {
      return Refuse(StatementFaultKind::kTooLarge, absl::StrCat("<= ", kXlsxStringsMax));
    }
    ends_->push_back(static_cast<std::uint32_t>(bytes_->size()));
  }

 private:
  void Refuse(StatementFaultKind kind, absl::string_view want) {
    faults_->Add({.kind = kind,
                  .field = std::string(part_),
                  .got = absl::StrCat("si ", ends_->size() + 1),
                  .want = std::string(want)});
    Stop();
  }

  const absl::string_view part_;
  std::string* const bytes_;
  std::vector<std::uint32_t>* const ends_;
  StatementFaults* const faults_;
  std::size_t begin_ = 0;
};

}  // namespace

bool XlsxStrings::Read(XlsxArchive& archive, absl::string_view part, StatementFaults& faults) {
  bytes_.clear();
  ends_.clear();
  Strings strings(part, &bytes_, &ends_, &faults);
  return ReadXlsxPart(archive, part, strings, faults) && !strings.stopped();
}

absl::string_view XlsxStrings::operator[](std::size_t index) const {
  IPPLEDGE_CHECK(index < ends_.size());
  const std::size_t begin = index == 0 ? 0 : ends_[index - 1];
  return absl::string_view(bytes_).substr(begin, ends_[index] - begin);
}

}  // namespace ippledge::client
