// Messages of accounts at banks, statements, matches and periods: what is filled can be read again,
// every fault of a request is told; what a line says in words.
#include "proto/wire/reconciliation.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ippledge/v1/reconciliation_service.pb.h"
#include "ledger/fund_book.h"
#include "ledger/reconciliation_fields.h"
#include "proto/wire/message_fields.h"
#include "tests/testing/random_fields.h"
#include "tests/wire/requests.h"

namespace ippledge::wire {
namespace {

constexpr char kHead[] = R"(
  programme: "nm"
  request_id: "6fa459ea-ee8a-4ca4-894e-db77e160355e" )";
constexpr char kAccount[] = R"(
  account {
    account_id: "special" number: "0602000109200001234" name: "风险补偿资金专户"
    bank_name: "内蒙古银行" holds: FUND_ACCOUNT_CASH
    reconcile_from_date: "2025-06-01" two_person_above_fen: 100000
  } )";
constexpr char kHeader[] = R"(
  header {
    import_id: "S1" account_id: "special" statement_number: "6/1" format: "MT940"
    file_sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    file_bytes: 1000 statement_in_file: 1 from_date: "2025-06-01" to_date: "2025-06-30"
    opening_fen: -5 closing_fen: 7 line_count: 2
  } )";
constexpr char kLines[] = R"(
  import_id: "S1" first_line: 3
  lines {
    booking_date: "2025-06-05" value_date: "2025-06-04" amount_fen: -12350 balance_fen: 0
    bank_reference: "B-1" own_reference: "P-1" party: "icbc-nm" code: "NTRF" reversal: true
    text: "付赔款 RUN-7-1" counterparty_name: "张三" counterparty_account: "6222020200001234567"
    counterparty_bank: "某行"
  }
  lines { booking_date: "2025-06-06" amount_fen: 1 } )";

template <typename Request>
Request Asking(const std::string& rest) {
  return Of<Request>(absl::StrCat(kHead, rest));
}

template <typename Request>
Faults FaultsOf(const Request& request) {
  return Found(ParseWrite(request).status());
}

template <typename ThisCommand, typename Request>
ThisCommand CommandOf(const Request& request) {
  const absl::StatusOr<Write> write = ParseWrite(request);
  EXPECT_EQ(Found(write.status()), Faults{"OK"}) << request.DebugString();
  if (!write.ok() || !std::holds_alternative<ThisCommand>(write->command)) std::abort();
  return std::get<ThisCommand>(write->command);
}

template <typename T, typename Message>
void ExpectRoundTrips() {
  std::mt19937_64 engine(7);
  for (int i = 0; i < 200; ++i) {
    const T value = AnyOf<T>(engine);
    Message message;
    FillFields(value, message);
    T again;
    Violations found;
    ReadFields(message, FieldReader("it", found), again);
    EXPECT_TRUE(again == value) << message.DebugString();
  }
}

TEST(ReconciliationMessages, RoundTripAnyValue) {
  ExpectRoundTrips<BankAccount, v1::BankAccount>();
  ExpectRoundTrips<StatementHeader, v1::StatementHeader>();
  ExpectRoundTrips<LineName, v1::LineName>();
  ExpectRoundTrips<MovementName, v1::MovementName>();
  ExpectRoundTrips<Match, v1::Match>();
}

TEST(ParseReconciliation, GoodRequestsBecomeCommands) {
  const auto account =
      CommandOf<RegisterAccount>(Asking<v1::RegisterAccountRequest>(kAccount)).account;
  EXPECT_EQ(account.account_id, "special");
  EXPECT_EQ(account.holds, FundAccount::kCash);
  EXPECT_EQ(account.reconcile_from, Date::Of(2025, 6, 1));
  EXPECT_EQ(account.two_person_above.fen(), 100'000);
  const auto header = CommandOf<OpenStatement>(Asking<v1::OpenStatementRequest>(kHeader)).header;
  EXPECT_EQ(header.file_sha256[0], 0xba);
  EXPECT_EQ(header.statement_in_file, 1);
  EXPECT_EQ(header.opening.fen(), -5);
  EXPECT_EQ(header.line_count, 2);
  EXPECT_EQ(
      CommandOf<CloseStatement>(Asking<v1::CloseStatementRequest>(R"(import_id: "S1")")).import_id,
      "S1");
  const auto withdrawn = CommandOf<WithdrawStatement>(
      Asking<v1::WithdrawStatementRequest>(R"(import_id: "S1" text: "wrong file")"));
  EXPECT_EQ(withdrawn.text, "wrong file");
  EXPECT_EQ(
      CommandOf<RunMatching>(Asking<v1::RunMatchingRequest>(R"(account_id: "special")")).account_id,
      "special");
  EXPECT_EQ(CommandOf<UndoMatch>(Asking<v1::UndoMatchRequest>(R"(number: 7 text: "wrong")")).number,
            7);
  EXPECT_EQ(CommandOf<ClosePeriod>(
                Asking<v1::ClosePeriodRequest>(R"(account_id: "special" month: "2025-06")"))
                .month,
            Date::Of(2025, 6, 1).month_index());
  EXPECT_EQ(CommandOf<ReopenPeriod>(Asking<v1::ReopenPeriodRequest>(
                                        R"(account_id: "special" month: "1969-12" text: "late")"))
                .month,
            -1);
}

TEST(ParseReconciliation, LinesHaveNumbersAndNoWords) {
  const auto request = Asking<v1::AddStatementLinesRequest>(kLines);
  const auto command = CommandOf<AddStatementLines>(request);
  EXPECT_EQ(command.first_line, 3);
  ASSERT_EQ(command.lines.size(), 2u);
  const BankLine& line = command.lines[0];
  EXPECT_EQ(line.amount.fen(), -12'350);
  EXPECT_EQ(line.value_date, Date::Of(2025, 6, 4));
  EXPECT_EQ(line.balance, Money());
  EXPECT_EQ(line.party, "icbc-nm");
  EXPECT_TRUE(line.reversal);
  EXPECT_EQ(line.numbers, std::vector<std::string>{"RUN-7-1"});
  EXPECT_TRUE(line.words.empty());
  EXPECT_EQ(command.lines[1].value_date, std::nullopt);
  EXPECT_EQ(command.lines[1].balance, std::nullopt);
  const LineWords words = WordsOf(request.lines(0));
  EXPECT_EQ(words.counterparty_name, "张三");
  // And back, all but what was said in words.
  v1::BankLine message;
  FormatBankLine(line, message);
  FormatWords(words, message);
  v1::BankLine want = request.lines(0);
  want.add_numbers("RUN-7-1");
  EXPECT_EQ(message.SerializeAsString(), want.SerializeAsString());
}

TEST(ParseReconciliation, AMatchIsTheSameInAnyOrder) {
  const auto command = CommandOf<RecordMatch>(Asking<v1::RecordMatchRequest>(R"(
      account_id: "special" text: "see the slip"
      lines { statement: 9 line: 1 } lines { statement: 9 }
      movements { entry: 5 } movements { entry: 4 ordinal: 1 })"));
  EXPECT_EQ(command.lines, (std::vector<LineName>{{9, 0}, {9, 1}}));
  EXPECT_EQ(command.movements, (std::vector<MovementName>{{4, 1}, {5, 0}}));
}

TEST(ParseReconciliation, EveryFaultOfAnAccountIsTold) {
  auto request = Asking<v1::RegisterAccountRequest>(kAccount);
  request.clear_account();
  EXPECT_EQ(FaultsOf(request), Faults{"FIELD_REQUIRED account"});
  request.mutable_account()->set_holds(static_cast<v1::FundAccount>(99));
  request.mutable_account()->set_two_person_above_fen(-1);
  EXPECT_EQ(FaultsOf(request),
            (Faults{"ENUM_UNKNOWN account.holds", "FIELD_REQUIRED account.reconcile_from_date",
                    "FIELD_REQUIRED account.account_id", "FIELD_REQUIRED account.number",
                    "FIELD_REQUIRED account.name", "FIELD_REQUIRED account.bank_name",
                    "VALUE_OUT_OF_RANGE account.two_person_above_fen"}));
  request = Asking<v1::RegisterAccountRequest>(kAccount);
  request.mutable_account()->set_holds(v1::FUND_ACCOUNT_FEES);
  EXPECT_EQ(FaultsOf(request), Faults{"FIELD_REQUIRED account.holds"});
  request.mutable_account()->set_holds(v1::FUND_ACCOUNT_DEPOSITS);
  EXPECT_EQ(FaultsOf(request), Faults{"FIELD_REQUIRED account.bank"});
  AddUnknownField(*request.mutable_account());
  EXPECT_EQ(FaultsOf(request).front(), "UNKNOWN_FIELD account");
}

TEST(ParseReconciliation, EveryFaultOfAStatementIsTold) {
  auto request = Asking<v1::OpenStatementRequest>(kHeader);
  v1::StatementHeader& header = *request.mutable_header();
  header.set_file_sha256("abc");
  header.set_to_date("2025-05-31");
  header.set_line_count(-1);
  header.set_opening_fen(20'000'000'000'000'000);
  EXPECT_EQ(FaultsOf(request),
            (Faults{"FIELD_MALFORMED header.file_sha256", "AMOUNT_OUT_OF_RANGE header.opening_fen",
                    "DATE_ORDER header.to_date", "VALUE_OUT_OF_RANGE header.line_count"}));
}

TEST(ParseReconciliation, EveryFaultOfALineIsTold) {
  auto request = Asking<v1::AddStatementLinesRequest>(kLines);
  v1::BankLine& line = *request.mutable_lines(1);
  line.set_booking_date("2025-06-31");
  line.add_numbers("HT-1");
  line.set_words_erased(true);
  line.set_text("two\nlines");
  line.set_bank_reference(std::string(65, 'x'));
  line.set_party("ICBC");
  EXPECT_EQ(FaultsOf(request),
            (Faults{"DATE_MALFORMED lines[1].booking_date", "FIELD_NOT_ALLOWED lines[1].numbers",
                    "FIELD_NOT_ALLOWED lines[1].words_erased", "FIELD_MALFORMED lines[1].text",
                    "FIELD_TOO_LONG lines[1].bank_reference", "FIELD_MALFORMED lines[1].party"}));

  request = Asking<v1::AddStatementLinesRequest>(kLines);
  request.mutable_lines(0)->set_text(Characters(1001));
  EXPECT_EQ(FaultsOf(request), Faults{"FIELD_TOO_LONG lines[0].text"});
  // Texts that fit alone, and not together.
  request.mutable_lines(0)->set_text(Characters(1000));
  EXPECT_EQ(FaultsOf(request), Faults{"OK"});
  request.mutable_lines(0)->set_counterparty_bank(Characters(300));
  EXPECT_EQ(FaultsOf(request), Faults{"FIELD_MALFORMED lines[0].text"});
  request.mutable_lines(0)->set_text("");
  request.mutable_lines(0)->set_counterparty_name(Characters(400));
  EXPECT_EQ(FaultsOf(request), Faults{"FIELD_MALFORMED lines[0].counterparty_name"});

  request.clear_lines();
  EXPECT_EQ(FaultsOf(request), Faults{"FIELD_REQUIRED lines"});
  for (int i = 0; i <= kLinesPerPartMax; ++i) {
    request.add_lines()->set_booking_date("2025-06-01");
  }
  EXPECT_EQ(FaultsOf(request), Faults{"TOO_MANY_ITEMS lines"});
  AddUnknownField(*request.mutable_lines(7));
  EXPECT_EQ(FaultsOf(request).front(), "UNKNOWN_FIELD lines[7]");
}

TEST(ParseReconciliation, EveryFaultOfTheRestIsTold) {
  EXPECT_EQ(FaultsOf(Asking<v1::RecordMatchRequest>("")),
            (Faults{"FIELD_REQUIRED account_id", "FIELD_REQUIRED lines", "FIELD_REQUIRED text"}));
  EXPECT_EQ(FaultsOf(Asking<v1::RecordMatchRequest>(R"(
                account_id: "special" text: "x" lines { statement: 1 } lines { statement: 2 }
                lines { statement: 1 } movements { entry: 3 } movements { entry: 3 })")),
            (Faults{"DUPLICATE_ITEM lines", "DUPLICATE_ITEM movements"}));
  auto many = Asking<v1::RecordMatchRequest>(R"(account_id: "special" text: "x")");
  for (int i = 0; i <= kItemsByHandMax; ++i) many.add_lines()->set_line(i);
  EXPECT_EQ(FaultsOf(many), Faults{"TOO_MANY_ITEMS lines"});
  EXPECT_EQ(FaultsOf(Asking<v1::UndoMatchRequest>("")),
            (Faults{"FIELD_REQUIRED number", "FIELD_REQUIRED text"}));
  EXPECT_EQ(FaultsOf(Asking<v1::WithdrawStatementRequest>(R"(import_id: " S1")")),
            (Faults{"FIELD_MALFORMED import_id", "FIELD_REQUIRED text"}));
  EXPECT_EQ(FaultsOf(Asking<v1::RunMatchingRequest>(R"(account_id: "Special")")),
            Faults{"FIELD_MALFORMED account_id"});
  EXPECT_EQ(FaultsOf(Asking<v1::ClosePeriodRequest>(R"(account_id: "special")")),
            Faults{"FIELD_REQUIRED month"});
  EXPECT_EQ(FaultsOf(Asking<v1::ReopenPeriodRequest>(R"(account_id: "a" month: "2025-13")")),
            (Faults{"DATE_MALFORMED month", "FIELD_REQUIRED text"}));
}

// ---- words ----

TEST(LineWords, NumbersAreTakenOutOfTheText) {
  struct Row {
    std::string text;
    std::vector<std::string> numbers;
  };
  const std::string long_number = "A" + std::string(63, '1');
  const std::vector<Row> rows = {
      {"", {}},
      {"付赔款", {}},
      {"付赔款 RUN-2025-7-1", {"RUN-2025-7-1"}},
      {"合同HT-2024-001号，借据J1/2.", {"HT-2024-001", "J1/2"}},
      {"(HT_1) HT_1; #12 凭证#PZ-9", {"HT_1", "#12", "#PZ-9"}},
      {"a12", {"a12"}},
      {"12 A1 ABC", {}},
      {"123", {"123"}},
      {"--12--", {}},
      {"2025-06-30-0001-0002", {"2025-06-30-0001-0002"}},
      // Accounts, telephones, identity cards.
      {"6222020200001234567", {}},
      {"13812345678", {}},
      {"1234567890", {}},
      {"123456789", {"123456789"}},
      {"6222 0202 0000 1234 567", {}},
      {"138 1234 5678 HT-1", {"HT-1"}},
      {"2025 1234", {"2025", "1234"}},
      {"2025  123456  1234", {"2025", "123456", "1234"}},
      {"11010119900307123X", {}},
      {"11010119900307123x.", {}},
      {"110101 19900307 123X", {}},
      {"12X", {"12X"}},
      // Other alphabets end a word.
      {"６２２２ ＨＴ１", {}},
      {"Nr.：ZFK7001", {"ZFK7001"}},
      {long_number, {long_number}},
      {long_number + "1", {}},
      {"A1_ B01 B02 B03 B04 B05 B06 B07 B08 B09",
       {"B01", "B02", "B03", "B04", "B05", "B06", "B07", "B08"}},
  };
  for (const Row& row : rows) EXPECT_EQ(NumbersIn(row.text), row.numbers) << row.text;
}

TEST(LineWords, ASubjectIsWhoTheyAreAbout) {
  const std::string zero(1, '\0');
  EXPECT_EQ(SubjectOf({.text = "x"}, "S1"), "S1");
  EXPECT_EQ(SubjectOf({.counterparty_name = "张三"}, "S1"), "张三" + zero);
  EXPECT_EQ(SubjectOf({.counterparty_account = "6222"}, "S1"), zero + "6222");
  EXPECT_EQ(SubjectOf({.counterparty_name = "张三", .counterparty_account = "6222"}, "S1"),
            "张三" + zero + "6222");
}

TEST(LineWords, AreReadAsTheyWereWritten) {
  const LineWords words = {.text = Characters(300),
                           .counterparty_name = "张三",
                           .counterparty_account = "",
                           .counterparty_bank = "某行"};
  const std::string bytes = EncodeWords(words);
  EXPECT_EQ(bytes.substr(0, 3), std::string("\x01\x03\x84"));
  EXPECT_EQ(DecodeWords(bytes), words);
  EXPECT_EQ(DecodeWords(EncodeWords({})), LineWords());
  EXPECT_EQ(DecodeWords(bytes + "x"), std::nullopt);
  EXPECT_EQ(DecodeWords("\x02" + bytes.substr(1)), std::nullopt);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_EQ(DecodeWords(bytes.substr(0, size)), std::nullopt) << size;
  }
}

// ---- answers ----

TEST(FormatReconciliation, AStatementIsShownAsItWasKnown) {
  ReconciliationBook book;
  book.OpenStatement({.import_id = "S1",
                      .account_id = "special",
                      .from_date = Date::Of(2025, 6, 1),
                      .to_date = Date::Of(2025, 6, 30),
                      .closing = Money::OfFen(3),
                      .line_count = 2},
                     10);
  const Date day = Date::Of(2025, 6, 2);
  book.AddLines("S1", 0, {{.booking_date = day, .amount = Money::OfFen(1)}}, 11);
  book.AddLines("S1", 1, {{.booking_date = day, .amount = Money::OfFen(2)}}, 12);
  book.CloseStatement("S1", 13);
  book.WithdrawStatement("S1", 14);
  const auto at = [&](std::int64_t position) {
    v1::RecordedStatement message;
    FormatStatement(*book.StatementOf(10), position, message);
    return message;
  };
  EXPECT_EQ(at(10).lines(), 0);
  EXPECT_EQ(at(11).net_fen(), 1);
  EXPECT_EQ(at(12).state(), v1::STATEMENT_STATE_OPEN);
  EXPECT_EQ(at(13).state(), v1::STATEMENT_STATE_COUNTS);
  EXPECT_EQ(at(13).withdrawn_entry(), 0);
  EXPECT_EQ(at(14).state(), v1::STATEMENT_STATE_WITHDRAWN);
  EXPECT_EQ(at(14).withdrawn_entry(), 14);
  EXPECT_EQ(at(14).net_fen(), 3);
}

}  // namespace
}  // namespace ippledge::wire
