// The commands "statement check|import|list|show|withdraw" and "account add|list".
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "client/commands/statement_lines.h"
#include "ippledge/v1/programme_service.pb.h"
#include "ippledge/v1/reconciliation_service.pb.h"
#include "tests/client/fake_connection.h"
#include "tests/client/statement/camt_document.h"
#include "tests/testing/parsed.h"

namespace ippledge::client {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

// So many entries of 1.00 that came in.
std::string Document(int lines, absl::string_view rest = "") {
  std::string inside =
      absl::StrCat(CamtBalance("OPBD", "10.00"),
                   CamtBalance("CLBD", absl::StrCat(10 + lines, ".00"), "2025-03-31"));
  for (int i = 0; i < lines; ++i) inside += CamtEntry("1.00", "CRDT", rest);
  return CamtDocument(CamtStatement(inside));
}

class StatementCommandsTest : public ::testing::Test {
 protected:
  StatementCommandsTest() {
    server_.Always<v1::GetProgrammeRequest, v1::GetProgrammeResponse>(
        Parsed<v1::GetProgrammeResponse>(
            R"(programme { programme: "nm" constitution { currency_code: "CNY" } })"));
    server_.Always<v1::ListAccountsRequest, v1::ListAccountsResponse>(
        Parsed<v1::ListAccountsResponse>(R"(
          accounts { account { account_id: "special" number: "6-2 2" name: "Finance bureau"
              bank_name: "ICBC" holds: FUND_ACCOUNT_CASH reconcile_from_date: "2024-01-01"
              two_person_above_fen: 10000000 } entry: 5 closed_through_month: "2025-02" }
          accounts { account { account_id: "deposit" number: "777"
              holds: FUND_ACCOUNT_DEPOSITS bank: "qingcao" } entry: 6 })"));
    server_.Always<v1::ListBodiesRequest, v1::ListBodiesResponse>(Parsed<v1::ListBodiesResponse>(
        R"(bodies { body_id: "qingcao" name_zh: "青草 银行" name_en: "Qingcao Bank" })"));
    server_.On<v1::ListStatementsRequest, v1::ListStatementsResponse>(
        [this](const v1::ListStatementsRequest&) { return known_; });
    server_.On<v1::OpenStatementRequest, v1::OpenStatementResponse>(
        [this](
            const v1::OpenStatementRequest& request) -> absl::StatusOr<v1::OpenStatementResponse> {
          opened_ = request;
          return Parsed<v1::OpenStatementResponse>(
              "recorded { outcome: OUTCOME_RECORDED entry: 40 }");
        });
    server_.On<v1::AddStatementLinesRequest, v1::AddStatementLinesResponse>(
        [this](const v1::AddStatementLinesRequest& request)
            -> absl::StatusOr<v1::AddStatementLinesResponse> {
          parts_.push_back(request);
          if (!adding_.ok() && parts_.size() > 1) return adding_;
          return v1::AddStatementLinesResponse();
        });
    server_.Always<v1::CloseStatementRequest, v1::CloseStatementResponse>(
        Parsed<v1::CloseStatementResponse>("recorded { outcome: OUTCOME_RECORDED entry: 44 }"));
    server_.Always<v1::WithdrawStatementRequest, v1::WithdrawStatementResponse>(
        Parsed<v1::WithdrawStatementResponse>("recorded { outcome: OUTCOME_RECORDED entry: 45 }"));
  }

  RunResult Run(std::vector<std::string> words) {
    words.insert(words.end(), {"--programme", "nm"});
    return RunProgram(std::move(words), server_);
  }
  std::string FileWith(const std::string& bytes) {
    const std::string path = ::testing::TempDir() + "statement of a bank";
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }
  int Asked(absl::string_view name) const {
    int count = 0;
    for (const std::string& asked : server_.asked()) {
      if (absl::StartsWith(asked, absl::StrCat(name, " "))) ++count;
    }
    return count;
  }

  FakeServer server_;
  v1::ListStatementsResponse known_;
  v1::OpenStatementRequest opened_;
  std::vector<v1::AddStatementLinesRequest> parts_;
  absl::Status adding_;  // from the second part on
};

TEST_F(StatementCommandsTest, CheckSaysWhatIsUnderstood) {
  const std::string file = FileWith(Document(3));
  const RunResult run = Run({"statement", "check", file});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.out, AllOf(HasSubstr("camt.053.001.02"), HasSubstr("SHA-256"), HasSubstr("622"),
                             HasSubstr("2025-03-31"), HasSubstr("13.00")));
  const RunResult json = Run({"statement", "check", file, "-o", "json"});
  EXPECT_THAT(json.out, AllOf(HasSubstr("\"format\": \"camt.053.001.02\""),
                              HasSubstr("\"opening_fen\":1000"), HasSubstr("\"closing_fen\":1300"),
                              HasSubstr("\"lines\": ["), HasSubstr("\"amount_fen\":100")));
  EXPECT_THAT(server_.asked(), IsEmpty());
}

TEST_F(StatementCommandsTest, CheckSaysWhatIsWrongInBothLanguages) {
  std::string document = Document(3);
  document.replace(document.find("13.00"), 5, "14.00");
  const std::string file = FileWith(document);
  const RunResult english = Run({"statement", "check", file});
  EXPECT_EQ(english.code, 6);
  EXPECT_THAT(english.err, AllOf(HasSubstr("error: the file is no statement that adds up"),
                                 HasSubstr(absl::StrCat("why:   ", file, ": line "))));
  const RunResult chinese = Run({"statement", "check", file, "--lang", "zh"});
  EXPECT_THAT(chinese.err, AllOf(HasSubstr("原因：" + file + "：第 "), HasSubstr(" 行")));
  EXPECT_EQ(Run({"statement", "check", file + ".none"}).code, 2);
}

TEST_F(StatementCommandsTest, ShippedProfilesAreInTheProgram) {
  const RunResult run = Run({"statement", "check",
                             FileWith("账号,622\n交易日期,摘要,贷方发生额,借方发生额,余额\n"
                                      "2025-03-12,代偿,100.00,,110.00\n"),
                             "--profile", "generic-cn"});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("generic-cn"));
}

TEST_F(StatementCommandsTest, ImportsInParts) {
  const std::string file = FileWith(Document(250));
  const RunResult run = Run({"statement", "import", file, "--progress", "none"});
  EXPECT_EQ(run.code, 0) << run.err;
  const v1::StatementHeader& header = opened_.header();
  EXPECT_EQ(header.account_id(), "special");
  EXPECT_EQ(header.import_id(), header.file_sha256().substr(0, 12) + "-0");
  EXPECT_EQ(header.format(), "camt.053.001.02");
  EXPECT_EQ(header.from_date(), "2025-03-12");
  EXPECT_EQ(header.to_date(), "2025-03-31");
  EXPECT_EQ(header.opening_fen(), 1'000);
  EXPECT_EQ(header.closing_fen(), 26'000);
  EXPECT_EQ(header.line_count(), 250);
  ASSERT_THAT(parts_, SizeIs(3));
  std::set<std::string> ids = {opened_.request_id()};
  std::int64_t next = 0;
  for (const v1::AddStatementLinesRequest& part : parts_) {
    EXPECT_EQ(part.import_id(), header.import_id());
    EXPECT_EQ(part.first_line(), next);
    next += part.lines_size();
    ids.insert(part.request_id());
  }
  EXPECT_EQ(next, 250);
  EXPECT_THAT(ids, SizeIs(4));
  EXPECT_THAT(run.out, AllOf(HasSubstr(header.import_id()), HasSubstr("recorded"),
                             HasSubstr("260.00"), HasSubstr("44")));
  EXPECT_THAT(Run({"statement", "import", file, "-o", "json"}).out,
              AllOf(HasSubstr("\"outcome\":\"RECORDED\""), HasSubstr("\"lines\":250")));
}

TEST_F(StatementCommandsTest, LargeTextsMakeSmallerParts) {
  const std::string text(1'000, 'x');
  const std::string rest = absl::StrCat("<NtryDtls><TxDtls><RmtInf><Ustrd>", text,
                                        "</Ustrd></RmtInf></TxDtls></NtryDtls>");
  const RunResult run = Run({"statement", "import", FileWith(Document(90, rest))});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(parts_, SizeIs(3));
  for (const v1::AddStatementLinesRequest& part : parts_) EXPECT_LT(part.ByteSizeLong(), 42'000U);
}

TEST_F(StatementCommandsTest, AgainUnderTheSameIds) {
  const std::string file = FileWith(Document(150));
  Run({"statement", "import", file});
  const std::vector<v1::AddStatementLinesRequest> first = parts_;
  const std::string first_open = opened_.request_id();
  // Interrupted before it was closed.
  v1::RecordedStatement& known = *known_.add_statements();
  *known.mutable_header() = opened_.header();
  known.set_state(v1::STATEMENT_STATE_OPEN);
  parts_.clear();
  EXPECT_EQ(Run({"statement", "import", file}).code, 0);
  EXPECT_EQ(opened_.request_id(), first_open);
  ASSERT_THAT(parts_, SizeIs(2));
  EXPECT_EQ(parts_[1].request_id(), first[1].request_id());
  // Withdrawn in between: other ids, or the old answers would come back.
  known.set_state(v1::STATEMENT_STATE_WITHDRAWN);
  parts_.clear();
  EXPECT_EQ(Run({"statement", "import", file}).code, 0);
  EXPECT_NE(opened_.request_id(), first_open);
  EXPECT_NE(parts_[1].request_id(), first[1].request_id());
}

TEST_F(StatementCommandsTest, ASecondImportIsAlreadyRecorded) {
  const std::string file = FileWith(Document(2));
  Run({"statement", "import", file});
  v1::RecordedStatement& known = *known_.add_statements();
  *known.mutable_header() = opened_.header();
  known.set_state(v1::STATEMENT_STATE_COUNTS);
  known.set_closed_entry(44);
  parts_.clear();
  const RunResult again = Run({"statement", "import", file});
  EXPECT_EQ(again.code, 0) << again.err;
  EXPECT_THAT(again.out, HasSubstr("already recorded"));
  EXPECT_THAT(parts_, IsEmpty());
  EXPECT_EQ(Asked("OpenStatementRequest"), 1);
}

TEST_F(StatementCommandsTest, RefusedInTheMiddleItIsWithdrawn) {
  adding_ = absl::FailedPreconditionError("no");
  const RunResult run = Run({"statement", "import", FileWith(Document(150))});
  EXPECT_EQ(run.code, 6);
  EXPECT_EQ(Asked("WithdrawStatementRequest"), 1);
  EXPECT_EQ(Asked("CloseStatementRequest"), 0);
  EXPECT_THAT(run.err, AllOf(HasSubstr("error: the file was not imported whole"),
                             HasSubstr("was withdrawn: nothing of it counts")));
  EXPECT_THAT(run.out, HasSubstr("withdrawn"));
}

TEST_F(StatementCommandsTest, WithoutAnAnswerItStaysOpen) {
  adding_ = absl::UnavailableError("gone");
  const RunResult run = Run({"statement", "import", FileWith(Document(150))});
  EXPECT_EQ(run.code, 7);
  EXPECT_EQ(Asked("WithdrawStatementRequest"), 0);
  EXPECT_THAT(run.err, HasSubstr("to go on where it was:\n  ippledge"));
  EXPECT_THAT(run.out, HasSubstr("not recorded"));
}

TEST_F(StatementCommandsTest, DryRunOnlyAsksWhetherItMayBeOpened) {
  const RunResult run = Run({"statement", "import", FileWith(Document(2)), "--validate-only"});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_TRUE(opened_.validate_only());
  EXPECT_THAT(parts_, IsEmpty());
  EXPECT_EQ(Asked("CloseStatementRequest"), 0);
}

TEST_F(StatementCommandsTest, OtherCurrenciesAndAccountsAreNotTaken) {
  std::string dollars = Document(1);
  for (std::size_t at = 0; (at = dollars.find("CNY", at)) != std::string::npos;) {
    dollars.replace(at, 3, "USD");
  }
  const RunResult currency = Run({"statement", "import", FileWith(dollars)});
  EXPECT_EQ(currency.code, 6);
  EXPECT_THAT(currency.err, HasSubstr("the statement is in USD, the programme in CNY"));

  std::string other = Document(1);
  other.replace(other.find("622"), 3, "623");
  const std::string file = FileWith(other);
  const RunResult unknown = Run({"statement", "import", file});
  EXPECT_EQ(unknown.code, 3);
  EXPECT_THAT(unknown.err, HasSubstr("no account is registered with the number 623"));
  const RunResult wrong = Run({"statement", "import", file, "--account", "special"});
  EXPECT_EQ(wrong.code, 6);
  EXPECT_THAT(wrong.err, HasSubstr("the statement is of account 623, not of 6-2 2"));
  EXPECT_EQ(Run({"statement", "import", file, "--account", "none"}).code, 3);
  EXPECT_EQ(Asked("OpenStatementRequest"), 0);
}

TEST(LineMakerTest, CutsAndTells) {
  LineMaker maker;
  maker.AddBody(Parsed<v1::Body>(R"(body_id: "qingcao" name_zh: "青草 银行")"));
  StatementLine line;
  line.source_line = 7;
  line.bank_reference = std::string(70, 'r');
  line.counterparty_name = "青草银行";
  line.counterparty_account = std::string(900, 'a');
  line.counterparty_bank = std::string(1'000, 'b');
  for (int i = 0; i < 341; ++i) line.text += "资";
  const v1::BankLine made = maker.Make(line);
  EXPECT_EQ(made.party(), "qingcao");
  EXPECT_EQ(made.bank_reference(), std::string(64, 'r'));
  EXPECT_EQ(made.text(), line.text);
  EXPECT_THAT(maker.Remarks(), ElementsAre("line 7: bank reference cut to 64 characters"));
  line.bank_reference.clear();
  line.counterparty_name.clear();
  for (int i = 0; i < 40; ++i) line.counterparty_name += "名";
  for (int i = 0; i < 660; ++i) line.text += "款";
  const v1::BankLine cut = maker.Make(line);
  // Name and account have 1,000 bytes together, all four 3,900; no character is cut in two.
  EXPECT_EQ(cut.counterparty_account(), line.counterparty_account);
  EXPECT_EQ(cut.counterparty_name().size(), 99U);
  EXPECT_EQ(cut.counterparty_bank(), line.counterparty_bank);
  EXPECT_EQ(cut.text().size(), 1'899U);
  EXPECT_EQ(cut.party(), "");
  EXPECT_THAT(maker.Remarks(), ElementsAre("line 7: bank reference cut to 64 characters",
                                           "line 7: counterparty name cut to 99 bytes",
                                           "line 7: text cut to 1899 bytes"));
}

TEST_F(StatementCommandsTest, ListShowAndWithdraw) {
  known_ = Parsed<v1::ListStatementsResponse>(R"(
    statements { header { import_id: "abc-0" from_date: "2025-03-01" to_date: "2025-03-31"
        opening_fen: 1000 closing_fen: 1200 format: "MT940" } state: STATEMENT_STATE_COUNTS
      opened_entry: 40 lines: 2
      gap_before { from_date: "2025-01-01" to_date: "2025-02-28" apart_fen: 500 } })");
  const RunResult list =
      Run({"statement", "list", "--account", "special", "--state", "counts", "--at", "50"});
  EXPECT_EQ(list.code, 0) << list.err;
  EXPECT_THAT(list.out, AllOf(HasSubstr("abc-0"), HasSubstr("counts"), HasSubstr("12.00"),
                              HasSubstr("none from 2025-01-01 to 2025-02-28, apart 5.00")));
  EXPECT_THAT(server_.asked().back(), HasSubstr("account_id: \"special\" state: "
                                                "STATEMENT_STATE_COUNTS at: 50"));
  // Two accounts: one must be chosen.
  EXPECT_EQ(Run({"statement", "list"}).code, 2);

  server_.Always<v1::GetStatementRequest, v1::GetStatementResponse>(
      Parsed<v1::GetStatementResponse>(R"(
        statement { header { import_id: "abc-0" account_id: "special" line_count: 1 } lines: 1 }
        lines { name { statement: 40 line: 0 } match: 3
          line { booking_date: "2025-03-12" amount_fen: 300 bank_reference: "B-1"
            text: "代偿" } } position: 60)"));
  const RunResult show = Run({"statement", "show", "abc-0"});
  EXPECT_EQ(show.code, 0) << show.err;
  EXPECT_THAT(show.out, AllOf(HasSubstr("40/0"), HasSubstr("代偿"), HasSubstr("3.00")));
  EXPECT_THAT(Run({"statement", "show", "--statement", "40", "-o", "json"}).out,
              HasSubstr("\"bank_reference\": \"B-1\""));
  EXPECT_EQ(Run({"statement", "show"}).code, 2);

  EXPECT_EQ(Run({"statement", "withdraw", "abc-0", "--text", "wrong file"}).code, 0);
  EXPECT_THAT(server_.asked().back(), HasSubstr("import_id: \"abc-0\" text: \"wrong file\""));
}

TEST_F(StatementCommandsTest, AccountsAreRegisteredAndListed) {
  server_.Always<v1::RegisterAccountRequest, v1::RegisterAccountResponse>(
      Parsed<v1::RegisterAccountResponse>("recorded { outcome: OUTCOME_RECORDED entry: 5 }"));
  const RunResult add = Run({"account",
                             "add",
                             "--account",
                             "deposit",
                             "--number",
                             "777",
                             "--name",
                             "财政局",
                             "--bank-name",
                             "青草银行",
                             "--holds",
                             "deposits",
                             "--bank",
                             "qingcao",
                             "--from",
                             "2024-01-01",
                             "--two-person-above",
                             "10万元",
                             "--person",
                             "p-1",
                             "--second-person",
                             "p-2"});
  EXPECT_EQ(add.code, 0) << add.err;
  EXPECT_THAT(server_.asked().back(),
              AllOf(HasSubstr("account_id: \"deposit\" number: \"777\""),
                    HasSubstr("holds: FUND_ACCOUNT_DEPOSITS bank: \"qingcao\" "
                              "reconcile_from_date: \"2024-01-01\" "
                              "two_person_above_fen: 10000000")));
  EXPECT_EQ(server_.options.credentials.second_person, "p-2");
  const RunResult list = Run({"account", "list"});
  EXPECT_EQ(list.code, 0) << list.err;
  EXPECT_THAT(list.out, AllOf(HasSubstr("special account"), HasSubstr("100,000.00"),
                              HasSubstr("2025-02"), Not(HasSubstr("?"))));
  EXPECT_THAT(Run({"account", "list", "-o", "csv"}).out, HasSubstr("deposit,777,,,DEPOSITS,"));
  EXPECT_EQ(Run({"account", "add", "--account", "a"}).code, 2);
}

}  // namespace
}  // namespace ippledge::client
