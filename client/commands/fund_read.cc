// The commands "fund status|movements".
#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "client/account_book.h"
#include "client/commands/commands.h"
#include "client/commands/fund_options.h"
#include "client/commands/option_values.h"
#include "client/json.h"
#include "client/session.h"
#include "ippledge/v1/fund_service.pb.h"

namespace ippledge::client {
namespace {

constexpr Bilingual kNotShown = {"the fund cannot be shown", "无法显示基金"};
constexpr Bilingual kNotListed = {"the list of movements is not complete", "资金变动未能全部列出"};

struct StatusOptions {
  std::int64_t at = 0;
  std::string as_of;
};

// "fund status": the heading says what the fund has, the table shows its accounts.
class Status {
 public:
  Status(const v1::GetFundResponse& fund, const std::string& programme, const Session& session)
      : fund_(fund),
        programme_(programme),
        session_(session),
        layout_(session.LayoutFor(Format::kTable)) {}

  Document MakeDocument() const {
    Document document;
    document.heading = {TitleLine(), ""};
    for (std::string& line : AlignedLines(Lines())) document.heading.push_back(std::move(line));
    document.json = JsonMessage(fund_, JsonStyle::kIndented);
    const bool table = session_.FormatOr(Format::kTable) == Format::kTable;
    using enum ColumnKind;
    document.columns = {{"account", session_.Text({"account", "科目"}), kText},
                        {"counterparty", session_.Text({"counterparty", "对方"}), kText},
                        {"debit", session_.Text({"debit", "借方"}), kAmount},
                        {"credit", session_.Text({"credit", "贷方"}), kAmount},
                        {"balance", session_.Text({"balance", "余额"}), kAmount}};
    std::int64_t debit = 0;
    std::int64_t credit = 0;
    for (const v1::FundAccountBalance& account : fund_.accounts()) {
      debit += account.debit_fen();
      credit += account.credit_fen();
      if (table && account.debit_fen() == 0 && account.credit_fen() == 0) continue;
      const auto number = static_cast<FundAccount>(account.account());
      const std::string name = table ? session_.Text(LabelOf(number)) : std::string(NameOf(number));
      document.rows.push_back(RowOf(name, "", account));
      for (const v1::FundPartyBalance& party : account.parties()) {
        if (!table || party.counterparty().empty()) continue;
        document.rows.push_back(RowOf("", party.counterparty(), party));
      }
    }
    if (table) {
      document.rows.push_back({session_.Text({"total", "合计"}), std::monostate(), Amount{debit},
                               Amount{credit}, std::monostate()});
      document.notes = Notes();
    }
    return document;
  }

 private:
  template <typename Message>
  static Row RowOf(const std::string& name, const std::string& party, const Message& sums) {
    return {name, party, Amount{sums.debit_fen()}, Amount{sums.credit_fen()},
            Amount{sums.balance_fen()}};
  }

  std::string Money(std::int64_t fen) const {
    return absl::StrCat(FormatAmount(fen, layout_.unit), " ",
                        UnitName(layout_.unit, layout_.currency_code, layout_.language));
  }

  std::string TitleLine() const {
    const bool chinese = session_.language() == Language::kChinese;
    const std::string days =
        fund_.as_of_date().empty()
            ? session_.Text({"all days", "全部日期"})
            : absl::StrCat(session_.Text({"as of ", "截至 "}), fund_.as_of_date());
    return absl::StrCat(programme_, chinese ? "，" : ", ", days,
                        chinese ? "，位置 " : ", position ", FormatCount(fund_.position()),
                        chinese ? "，资金变动 " : ", movements ", FormatCount(fund_.movements()));
  }

  // What was paid in, of the size that the constitution gives the fund.
  std::string PaidIn() const {
    constexpr std::int64_t kPpm = 1'000'000;
    std::int64_t fen = 0;
    for (const v1::FundAccountBalance& account : fund_.accounts()) {
      const bool pays_in = account.account() == v1::FUND_ACCOUNT_APPROPRIATED ||
                           account.account() == v1::FUND_ACCOUNT_CO_FUNDED ||
                           account.account() == v1::FUND_ACCOUNT_BROUGHT_FORWARD;
      if (pays_in) fen += account.balance_fen();
    }
    const std::string amount = Money(fen);
    if (fund_.fund_fen() <= 0) return amount;
    // In hundreds of fen, so that the product stays in range.
    const std::int64_t ppm = fen / 100 * kPpm / std::max<std::int64_t>(fund_.fund_fen() / 100, 1);
    return absl::StrCat(amount, session_.Text({" of ", "，规模 "}), Money(fund_.fund_fen()), " (",
                        FormatPercent(ppm), ")");
  }

  std::vector<std::pair<std::string, std::string>> Lines() const {
    const v1::FundFigures& figures = fund_.figures();
    std::vector<std::pair<std::string, std::string>> lines = {
        {session_.Text({"paid in", "实收资金"}), PaidIn()},
        {session_.Text({"special account", "专户资金"}), Money(figures.cash_fen())},
        {session_.Text({"reserved", "已预留"}), Money(figures.reserved_fen())},
        {session_.Text({"available", "可用"}), Money(figures.available_fen())},
        {session_.Text({"at banks", "存放银行"}), Money(figures.deposits_fen())}};
    if (fund_.shortfall_fen() > 0) {
      lines.emplace_back(session_.Text({"SHORTFALL", "资金缺口"}), Money(fund_.shortfall_fen()));
    }
    if (fund_.taken_by_bank_fen() != 0) {
      lines.emplace_back(session_.Text({"taken by banks", "银行扣划"}),
                         Money(fund_.taken_by_bank_fen()));
    }
    if (fund_.has_exposure()) AddExposure(fund_.exposure(), lines);
    for (const v1::FundBrake& brake : fund_.brakes()) {
      lines.emplace_back(
          absl::StrCat(session_.Text({"brake ", "熔断 "}), brake.name()),
          absl::StrCat(FormatPercent(brake.found_ppm()), session_.Text({", acts at ", "，阈值 "}),
                       FormatPercent(brake.threshold_ppm()),
                       brake.passed() ? session_.Text({": ACTS", "：已触发"}) : ""));
    }
    return lines;
  }

  void AddExposure(const v1::FundExposure& exposure,
                   std::vector<std::pair<std::string, std::string>>& lines) const {
    constexpr std::int64_t kPpm = 1'000'000;
    const bool covered = exposure.covered_only();
    lines.emplace_back(
        covered ? session_.Text({"exposure", "敞口"}) : session_.Text({"exposure *", "敞口 *"}),
        absl::StrCat(Money(exposure.outstanding_fen()), session_.Text({", ", "，"}),
                     exposure.leverage_ppm() / kPpm, ".",
                     exposure.leverage_ppm() % kPpm / (kPpm / 10),
                     session_.Text({" times the fund", " 倍"})));
    if (!covered) return;
    const v1::CoverSums& sums = exposure.sums();
    lines.emplace_back(session_.Text({"enrolled", "累计备案"}),
                       absl::StrCat(Money(sums.enrolled_fen()), session_.Text({", ", "，"}),
                                    FormatCount(sums.loans()), session_.Text({" loans", " 笔"})));
    lines.emplace_back(
        session_.Text({"losses", "损失"}),
        absl::StrCat(Money(sums.losses_fen()), " (", FormatPercent(exposure.loss_ppm()),
                     session_.Text({" of what was enrolled)", " 占累计备案)"})));
    lines.emplace_back(
        session_.Text({"non-performing", "不良余额"}),
        absl::StrCat(Money(sums.npl_balance_fen()), " (", FormatPercent(exposure.npl_ppm()), ")"));
    lines.emplace_back(session_.Text({"paid for claims", "已付赔款"}),
                       absl::StrCat(Money(sums.paid_fen()), session_.Text({", back ", "，收回 "}),
                                    Money(sums.recovered_fen() + sums.clawed_back_fen())));
  }

  std::vector<std::string> Notes() const {
    if (!fund_.has_exposure() || fund_.exposure().covered_only()) return {};
    return {session_.Text({"* principal outstanding of all loans: none has asked for cover yet",
                           "* 全部贷款的未还本金：尚无贷款申请备案"})};
  }

  const v1::GetFundResponse& fund_;
  const std::string& programme_;
  const Session& session_;
  const Layout layout_;
};

int ShowStatus(Session& session, const StatusOptions& options) {
  const absl::StatusOr<const v1::Programme*> programme = session.Programme();
  if (!programme.ok()) return session.Fail(kNotShown, programme.status());
  v1::GetFundRequest request;
  request.set_programme((*programme)->programme());
  request.set_at(options.at);
  request.set_as_of_date(options.as_of);
  const auto fund = session.connection().Ask<v1::GetFundResponse>(request);
  if (!fund.ok()) return session.Fail(kNotShown, fund.status());
  return session.Show(Status(*fund, request.programme(), session).MakeDocument());
}

struct MovementsOptions {
  FundMovementKind kind = FundMovementKind::kUnspecified;
  std::string counterparty;
  std::string from;
  std::string through;
  std::int64_t at = 0;
  std::string format;  // also of account programs
};

std::vector<Column> MovementColumns(const Session& session) {
  using enum ColumnKind;
  return {{"entry", session.Text({"entry", "条目"}), kCount},
          {"movement_id", session.Text({"voucher", "凭证号"}), kText},
          {"movement_date", session.Text({"date", "日期"}), kText},
          {"kind", session.Text({"kind", "种类"}), kText},
          {"amount", session.Text({"amount", "金额"}), kAmount},
          {"counterparty", session.Text({"counterparty", "对方"}), kText},
          {"bank_reference", session.Text({"bank reference", "银行流水号"}), kText},
          {"reverses_movement_id", session.Text({"reverses", "冲销"}), kText},
          {"reversed_by_entry", session.Text({"reversed by", "被冲销于"}), kCount},
          {"cash_after", session.Text({"special account", "专户资金"}), kAmount},
          {"memo", session.Text({"memo", "摘要"}), kText}};
}

Row RowOf(const v1::RecordedMovement& recorded, bool table, const Session& session) {
  const v1::FundMovement& movement = recorded.movement();
  const auto kind = static_cast<FundMovementKind>(movement.kind());
  const std::int64_t reversed_by = recorded.reversed_by_entry();
  return {Count{recorded.entry()},
          movement.movement_id(),
          movement.movement_date(),
          table ? session.Text(LabelOf(kind)) : KeyOf(kind),
          Amount{movement.amount_fen()},
          movement.counterparty(),
          movement.bank_reference(),
          recorded.reverses_movement_id(),
          reversed_by > 0 ? Cell(Count{reversed_by}) : Cell(),
          Amount{recorded.after().cash_fen()},
          movement.memo()};
}

int Movements(Session& session, const MovementsOptions& options) {
  const absl::StatusOr<const v1::Programme*> programme = session.Programme();
  if (!programme.ok()) return session.Fail(kNotListed, programme.status());
  v1::ExportMovementsRequest request;
  request.set_programme((*programme)->programme());
  v1::MovementQuery& query = *request.mutable_query();
  query.set_at(options.at);
  query.set_kind(static_cast<v1::FundMovementKind>(options.kind));
  query.set_counterparty(options.counterparty);
  query.set_from_date(options.from);
  query.set_through_date(options.through);

  const std::optional<AccountProgram> program = AccountProgramNamed(options.format);
  const Format format = FormatNamed(options.format).value_or(session.FormatOr(Format::kTable));
  // A byte order mark and CRLF are for spreadsheets alone.
  absl::StatusOr<std::unique_ptr<Output>> output =
      session.OpenOutput(program ? Format::kJson : format);
  if (!output.ok()) return session.Fail(kNotListed, output.status());
  std::ostream& out = (*output)->stream();
  std::optional<AccountBook> book;
  std::unique_ptr<RowWriter> writer;
  if (program) {
    book.emplace(*program, (*programme)->constitution().currency_code(), out);
    book->Begin(absl::StrCat("ippledge fund of ", request.programme()));
  } else {
    Layout layout = session.LayoutFor(format);
    layout.format = format;
    writer = MakeRowWriter(layout, MovementColumns(session), out);
  }
  v1::ExportMovementsResponse response;
  const absl::Status received = session.connection().Receive(request, response, [&] {
    for (const v1::RecordedMovement& movement : response.movements()) {
      if (book) {
        book->Write(movement);
      } else {
        writer->Write(RowOf(movement, format == Format::kTable, session));
      }
    }
    return static_cast<bool>(out);
  });
  if (!received.ok()) return session.Fail(kNotListed, received);
  if (writer != nullptr) writer->End();
  const absl::Status closed = (*output)->Close();
  return closed.ok() ? static_cast<int>(kExitOk) : session.Fail(kNotListed, closed);
}

void AddMovements(CommandTree& tree, CLI::App& fund) {
  const auto options = std::make_shared<MovementsOptions>();
  CLI::App& command =
      tree.Add(fund, "movements", {"All movements, also for account programs", "列出资金变动"},
               [options](Session& session) { return Movements(session, *options); });
  AddFundKind(tree, command, options->kind, {"Only of this kind", "仅该种类"});
  AddFundCounterparty(tree, command, options->counterparty, {"Only with this body", "仅该对方"});
  AddDate(tree, command, "--from", options->from, {"Dated on or after", "起始日期"});
  AddDate(tree, command, "--through", options->through, {"Dated on or before", "截止日期"});
  AddEntry(tree, command, "--at", options->at,
           {"As known at this entry (default: now)", "按该条目时的记录（默认当前）"});
  command
      .add_option("-o,--output", options->format,
                  tree.Text({"table, json, jsonl, csv, or a journal of hledger, ledger, beancount",
                             "table、json、jsonl、csv，或 hledger、ledger、beancount 账簿"}))
      ->type_name("FORMAT")
      ->check(CLI::IsMember({"table", "json", "jsonl", "csv", "hledger", "ledger", "beancount"}));
}

}  // namespace

void AddFundReadCommands(CommandTree& tree, CLI::App& fund) {
  const auto options = std::make_shared<StatusOptions>();
  CLI::App& command =
      tree.Add(fund, "status", {"What the fund has, and its accounts", "基金资金与各科目余额"},
               [options](Session& session) { return ShowStatus(session, *options); });
  AddDate(tree, command, "--as-of", options->as_of,
          {"Only movements dated up to this day", "仅计截至该日的变动"});
  AddEntry(tree, command, "--at", options->at,
           {"As known at this entry (default: now)", "按该条目时的记录（默认当前）"});
  AddMovements(tree, fund);
}

}  // namespace ippledge::client
