#include "tools/bench/month_data.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tools/bench/loans.h"
#include "tools/sample/codes.h"

namespace ippledge::bench {
namespace {

constexpr int kDaysOfMonth = 30;
constexpr int kDaysLate = 2;
// Places of a block.
constexpr std::int64_t kWithBankReference = 11;
constexpr std::int64_t kLate = 16;
constexpr std::int64_t kInTwoLines = 17;
constexpr std::int64_t kFirstOfOne = 18;
constexpr std::int64_t kBroughtIn = 1'000'000'000'000;

struct Line {
  int day = 0;
  std::int64_t fen = 0;
  std::string bank_reference;
  std::string text;
  std::int64_t other_side = 0;
};

std::string DateOf(int day) { return absl::StrCat("2025-06-", day < 10 ? "0" : "", day); }

std::string DecimalOf(std::int64_t fen) {
  const std::int64_t cents = fen % 100;
  return absl::StrCat(fen / 100, ".", cents < 10 ? "0" : "", cents);
}

std::string VoucherOf(std::int64_t i) { return absl::StrCat("PZ-2025-", 100'000 + i); }
std::string BankReferenceOf(std::int64_t i) { return absl::StrCat("N20250600", 1'000'000 + i); }

// Money goes out in one block and comes in in the next.
bool GoesOut(std::int64_t i) { return i / kMovementsPerBlock % 2 == 0 && i > 0; }

class Month {
 public:
  explicit Month(std::int64_t count) : count_(count) {}

  MonthData Make() {
    for (std::int64_t i = 0; i < count_; ++i) {
      AddMovement(i);
      AddLinesOf(i);
    }
    while (static_cast<std::int64_t>(lines_.size()) < count_) AddLineOfBank();
    std::stable_sort(lines_.begin(), lines_.end(),
                     [](const Line& a, const Line& b) { return a.day < b.day; });
    data_.lines = static_cast<std::int64_t>(lines_.size());
    data_.camt = Camt();
    return std::move(data_);
  }

 private:
  int DayOf(std::int64_t i) const { return 1 + static_cast<int>(i * kDaysOfMonth / count_); }

  void AddMovement(std::int64_t i) {
    sample::Dice dice(static_cast<std::uint64_t>(i) * 2 + 1);
    v1::FundMovement& movement = data_.movements.emplace_back();
    movement.set_movement_id(VoucherOf(i));
    movement.set_movement_date(DateOf(DayOf(i)));
    movement.set_amount_fen(i == 0 ? kBroughtIn : dice.Between(10'000, 5'000'000));
    movement.set_kind(i == 0       ? v1::FUND_MOVEMENT_KIND_APPROPRIATION_IN
                      : GoesOut(i) ? v1::FUND_MOVEMENT_KIND_FEE_OUT
                                   : v1::FUND_MOVEMENT_KIND_INTEREST_IN);
    movement.set_counterparty(BankOf(static_cast<std::uint64_t>(i)));
    const std::int64_t place = i % kMovementsPerBlock;
    if (place < kWithBankReference) {
      movement.set_bank_reference(BankReferenceOf(i));
    } else if (place == kInTwoLines) {
      movement.set_bank_reference(BankReferenceOf(i));
    } else if (place >= kFirstOfOne) {
      movement.set_bank_reference(BankReferenceOf(i - place + kFirstOfOne));
    }
  }

  void AddLinesOf(std::int64_t i) {
    const v1::FundMovement& movement = data_.movements.back();
    const std::int64_t fen = GoesOut(i) ? -movement.amount_fen() : movement.amount_fen();
    const std::int64_t place = i % kMovementsPerBlock;
    Line line{.day = DayOf(i), .fen = fen, .other_side = i % kOtherSides};
    if (place < kWithBankReference) {
      line.bank_reference = BankReferenceOf(i);
      line.text = "质押融资风险补偿资金往来";
    } else if (place <= kLate) {
      line.bank_reference = absl::StrCat("T", BankReferenceOf(i));
      line.text = absl::StrCat("风险补偿资金 凭证 ", VoucherOf(i), " 请查收");
      if (place == kLate) line.day += kDaysLate;
    } else if (place == kInTwoLines) {
      line.bank_reference = BankReferenceOf(i);
      line.text = "分两笔划付";
      line.fen = fen / 3;
      lines_.push_back(line);
      // A bank numbers each line; the reference of the payment is the same.
      line.fen = fen - fen / 3;
    } else if (place == kFirstOfOne) {
      first_of_one_fen_ = fen;
      return;
    } else {
      line.bank_reference = BankReferenceOf(i - 1);
      line.text = "两笔合并划付";
      line.fen = fen + first_of_one_fen_;
    }
    if (line.day > kDaysOfMonth) {
      ++data_.movements_in_transit;
      return;
    }
    lines_.push_back(std::move(line));
  }

  void AddLineOfBank() {
    const std::int64_t number = data_.lines_in_transit++;
    lines_.push_back({.day = kDaysOfMonth,
                      .fen = -(100 + number),
                      .bank_reference = absl::StrCat("F20250630", 100'000 + number),
                      .text = "账户服务费",
                      .other_side = number % kOtherSides});
  }

  static void AppendBalance(const char* type, int day, std::int64_t fen, std::string* xml) {
    absl::StrAppend(xml, "<Bal><Tp><CdOrPrtry><Cd>", type,
                    "</Cd></CdOrPrtry></Tp><Amt Ccy=\"CNY\">", DecimalOf(fen),
                    "</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>", DateOf(day), "</Dt></Dt></Bal>\n");
  }

  std::string Camt() const {
    std::string xml = absl::StrCat(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt>"
        "<GrpHdr><MsgId>JUNE</MsgId><CreDtTm>2025-06-30T23:00:00</CreDtTm></GrpHdr>\n"
        "<Stmt><Id>2025-06</Id><FrToDt><FrDtTm>2025-06-01T00:00:00</FrDtTm>"
        "<ToDtTm>2025-06-30T23:59:59</ToDtTm></FrToDt><Acct><Id><Othr><Id>",
        kAccountNumber, "</Id></Othr></Id><Ccy>CNY</Ccy></Acct>\n");
    std::int64_t closing = 0;
    for (const Line& line : lines_) closing += line.fen;
    AppendBalance("OPBD", 1, 0, &xml);
    AppendBalance("CLBD", kDaysOfMonth, closing, &xml);
    for (const Line& line : lines_) {
      const bool in = line.fen > 0;
      const char* const other = in ? "Dbtr" : "Cdtr";
      absl::StrAppend(&xml, "<Ntry><Amt Ccy=\"CNY\">", DecimalOf(in ? line.fen : -line.fen),
                      "</Amt><CdtDbtInd>", in ? "CRDT" : "DBIT",
                      "</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>", DateOf(line.day),
                      "</Dt></BookgDt><ValDt><Dt>", DateOf(line.day), "</Dt></ValDt><AcctSvcrRef>",
                      line.bank_reference, "</AcctSvcrRef>");
      absl::StrAppend(
          &xml, "<BkTxCd><Prtry><Cd>TRF</Cd></Prtry></BkTxCd><NtryDtls><TxDtls><RltdPties><", other,
          "><Pty><Nm>内蒙古示例科技有限公司", line.other_side, "</Nm></Pty></", other, "><", other,
          "Acct><Id><Othr><Id>", 6'222'000'100'000'000 + line.other_side, "</Id></Othr></Id></",
          other, "Acct></RltdPties><RmtInf><Ustrd>", line.text,
          "</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>\n");
    }
    return absl::StrCat(xml, "</Stmt></BkToCstmrStmt></Document>\n");
  }

  const std::int64_t count_;
  MonthData data_;
  std::vector<Line> lines_;
  std::int64_t first_of_one_fen_ = 0;
};

}  // namespace

MonthData MakeMonth(std::int64_t movements) { return Month(movements).Make(); }

}  // namespace ippledge::bench
