#include "tests/tools/sample_store.h"

#include <filesystem>
#include <sstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "ledger/status_macros.h"
#include "storage/codec.h"
#include "storage/index.h"
#include "storage/journal.h"
#include "storage/log_key_file.h"
#include "tests/testing/policies.h"
#include "tests/testing/refusal_text.h"
#include "tests/testing/status_matchers.h"
#include "tools/admin/command_line.h"

namespace ippledge::admin {
namespace {

namespace fs = std::filesystem;

std::vector<storage::Block> BlocksOf(const std::string& journal) {
  const auto log = storage::LocalLog::Open(journal, {.create = false, .read_only = true});
  IPPLEDGE_CHECK(log.ok());
  const auto blocks = (*log)->Read(1, std::size_t{1} << 30);
  IPPLEDGE_CHECK(blocks.ok());
  return *blocks;
}

NewLoan LoanNumber(int n) {
  NewLoan loan = ANewLoan(absl::StrCat("HT-", n));
  loan.borrower.unified_social_credit_code = CreditCode(n / 2);
  loan.rights = {APatent(n)};
  loan.draw.disbursement_date = Day("2024-01-05") + n % 120;
  return loan;
}

}  // namespace

Session::Session(const std::string& folder, engine::FakeClock* clock, const engine::Notary& notary)
    : clock_(*clock) {
  auto programmes = engine::Programmes::Open(folder, clock, {.housekeeping = false}, notary);
  EXPECT_THAT(programmes, IsOk());
  programmes_ = *std::move(programmes);
  const std::vector<std::string> ids = programmes_->Ids();
  if (!ids.empty()) programme_ = ids.front();
}

engine::Submission Session::SubmissionOf(const Caller& caller) {
  clock_.Advance(absl::Seconds(2));
  engine::Submission submission;
  submission.caller = caller;
  RequestId id{};
  // No two commands come at one time.
  auto rest = static_cast<std::uint64_t>(clock_.NowMs());
  for (std::size_t i = 0; i < 8; ++i, rest >>= 8) id[i] = static_cast<std::uint8_t>(rest);
  submission.request_id = id;
  return submission;
}

void Session::Found(const std::string& programme) {
  engine::Submission submission = SubmissionOf(IpOffice());
  submission.rows.emplace_back(
      FoundProgramme{.programme = programme, .constitution = AConstitution(), .today = Date()});
  submission.request_id.emplace();
  absl::Notification founded;
  submission.done = [&](engine::Outcome outcome) {
    EXPECT_EQ(RefusalText(outcome.status), "ok");
    founded.Notify();
  };
  programmes_->Found(std::move(submission));
  founded.WaitForNotification();
  programme_ = programme;
}

std::int64_t Session::Do(const Caller& caller, Command command) {
  engine::Submission submission = SubmissionOf(caller);
  submission.rows.emplace_back(std::move(command));
  const engine::Outcome outcome = engine().Execute(std::move(submission));
  EXPECT_EQ(RefusalText(outcome.status), "ok");
  EXPECT_FALSE(outcome.already_recorded);
  return outcome.entry;
}

engine::Outcome Session::DoBatch(std::vector<Command> rows) {
  engine::Submission submission = SubmissionOf(BankMaker("qingcao"));
  submission.is_batch = true;
  for (Command& row : rows) submission.rows.emplace_back(std::move(row));
  return engine().Execute(std::move(submission));
}

std::int64_t Session::Publish(int month, std::int64_t at) {
  const engine::ReadView view = engine().View();
  TotalsQuery query{.as_of = LastDayOfMonth(month), .at = at == 0 ? view.position() : at};
  const absl::StatusOr<TotalsAnswer> answer = view.Totals(query);
  EXPECT_THAT(answer, IsOk());
  return Do(PublishReport{.month = month, .at = query.at, .figures = answer->total});
}

void Session::Tick() {
  clock_.Advance(absl::Seconds(2));
  engine().Tick();
}

std::unique_ptr<Session> StoreTest::Open() {
  return std::make_unique<Session>(Folder(), &clock_, notary);
}

void StoreTest::SignCheckpoints() {
  notary.identity_of = [folder = keys()](
                           const std::string& programme,
                           absl::Span<const std::string>) -> absl::StatusOr<engine::LogIdentity> {
    engine::LogIdentity identity{.origin = "ledger.test/" + programme};
    const std::string own = (fs::path(folder) / programme).string();
    constexpr auto kType = proof::KeyType::kEd25519;
    IPPLEDGE_ASSIGN_OR_RETURN(std::optional<proof::SigningKey> key,
                              storage::ReadLogKey(own, kType, identity.origin));
    if (!key) {
      IPPLEDGE_ASSIGN_OR_RETURN(key, storage::MakeLogKey(own, kType, identity.origin));
    }
    identity.keys.push_back(*std::move(key));
    return identity;
  };
}

void StoreTest::RecordEverything() {
  const std::unique_ptr<Session> session = Open();
  session->Found(kProgramme);
  session->Do(RegisterBody{ABank("qingcao")});
  session->Do(RegisterBody{ABank("yunshan")});
  Body renamed = ABank("yunshan");
  renamed.name_zh = "云杉银行";
  session->Do(FinanceBureau(), AmendBody{renamed, "更名"});
  session->Do(RecordOpeningFigure{AnOpeningFigure()});

  const Caller bank = BankMaker("qingcao");
  const std::int64_t first = session->Do(bank, Recording(ANewLoan("HT-1")));
  const std::int64_t draw = session->Do(bank, Recording(ADraw()));
  const std::int64_t repayment = session->Do(bank, Recording(ARepayment()));
  session->Do(bank, Recording(AnExtension()));
  session->Do(bank, Recording(AClassChange()));
  session->Do(bank, Recording(ARegistration()));
  NewLoan second = ANewLoan("HT-2");  // on the patent of the first, and a trademark
  second.rights.push_back(ATrademark());
  session->Do(bank, Recording(second));
  clock_.Advance(absl::Hours(50));
  session->Tick();

  NewLoan elsewhere = LoanNumber(104);
  elsewhere.borrower.division_code = "999999";
  const engine::Outcome batch =
      session->DoBatch({Recording(LoanNumber(101)), Recording(elsewhere), Recording(second),
                        Recording(LoanNumber(102)), Recording(LoanNumber(103))});
  EXPECT_EQ(batch.recorded_rows, 3);
  EXPECT_EQ(batch.verdicts.size(), 2u);

  PledgeRelease release = ARelease();
  release.release_date = Day("2024-05-15");
  session->Do(bank, Recording(release));
  Draw smaller = ADraw();
  smaller.principal = Yuan(90'000);
  session->Do(bank, Correcting(draw, smaller));
  session->Do(bank, Voiding(repayment));
  FundMovement placed = AMovement("M2", FundMovementKind::kDepositPlaced);
  placed.amount = Yuan(30'000'000);
  placed.counterparty = "yunshan";
  session->Do(FinanceBureau(), RecordFundMovement{AMovement("M1")});
  session->Do(FinanceBureau(), RecordFundMovement{placed});
  session->Do(FinanceBureau(), ReverseFundMovement{AReversal("X1", "M2")});
  session->Publish(Day("2024-03-01").month_index());
  const std::int64_t before = session->engine().View().position();
  session->Do(bank, Recording(LoanNumber(105)));
  NewLoan cheaper = ANewLoan("HT-1");
  cheaper.ip_part = Yuan(700'000);
  session->Do(bank, Correcting(first, cheaper));
  session->Publish(Day("2024-04-01").month_index(), before);
}

void StoreTest::RecordCover() {
  const std::unique_ptr<Session> session = Open();
  const Caller bank = BankMaker("qingcao");
  const Caller checker{
      .organisation = "qingcao", .role = Role::kBankChecker, .person = "c-1", .second_person = ""};
  const Caller manager{
      .organisation = "manager", .role = Role::kFundManager, .person = "m-1", .second_person = ""};
  const Date today = session->engine().View().picture().today;
  Policy policy = APolicy();
  policy.effective_date = today;
  policy.source = "a test";
  policy.title_en = "Policy";
  policy.claim.trigger_class_min = LoanClass::kSubstandard;
  policy.life_cycle.public_notice_days = 2;
  session->Do(FinanceBureau(), IssuePolicy{std::make_shared<const Policy>(policy)});
  for (const char* const number : {"HT-50", "HT-51"}) {
    NewLoan loan = ANewLoan(number);
    loan.rights = {APatent(number[4] == '0' ? 50 : 51)};
    session->Do(bank, Recording(loan));
    session->Do(bank, ApplyForCover{AnId(number), CoverApplication()});
  }
  const DecisionGrounds grounds{DecisionReason::kOther, "as it should be"};
  const LoanId id = AnId("HT-50");
  session->Do(manager, DecideCover{AnId("HT-51"), StepDecision::kReturn, grounds});
  session->Do(manager, DecideCover{id, StepDecision::kAccept, grounds});
  session->Do(bank, RecordClassChange{id, {today, LoanClass::kSubstandard, 100}});
  session->Do(bank, ReportRisk{id, {.kind = RiskKind::kDefault, .report_date = today}});
  session->Do(checker, FileClaim{id, {.claim_number = "C1"}});
  const auto take = [&](const Caller& caller, WorkStep step) {
    session->Do(caller, TakeClaimStep{.loan = id,
                                      .claim_number = "C1",
                                      .step = step,
                                      .decision = StepDecision::kAccept,
                                      .repair_ppm = 0,
                                      .grounds = grounds});
  };
  take(manager, WorkStep::kCompleteness);
  take(IpOffice(), WorkStep::kFirstReview);
  take(FinanceBureau(), WorkStep::kSecondReview);
  clock_.Advance(absl::Hours(24 * 6));
  session->Tick();
  session->Do(FinanceBureau(), RunPayments{"run-1"});
  const engine::ReadView view = session->engine().View();
  const auto paid = view.LoanAt(LoanKey(id), view.position());
  const Date pay_day = view.picture().today;
  session->Do(FinanceBureau(),
              ConfirmPayment{.loan = id,
                             .claim_number = "C1",
                             .order_number = (*paid)->cover->claims.at(0).order->order_number,
                             .payment_date = pay_day,
                             .bank_reference = "S1"});
  session->Do(checker, RecordRecovery{.loan = id,
                                      .claim_number = "C1",
                                      .recovery = {.recovery_number = "V1",
                                                   .source = RecoverySource::kIpSale,
                                                   .received_date = pay_day,
                                                   .gross = Yuan(10'000)}});
}

void StoreTest::RecordMore(int first_number, int count) {
  const std::unique_ptr<Session> session = Open();
  for (int n = first_number; n < first_number + count; ++n) {
    session->Do(BankMaker("qingcao"), Recording(LoanNumber(n)));
  }
}

int StoreTest::Admin(std::vector<std::string> arguments) {
  std::ostringstream out;
  std::ostringstream err;
  arguments.insert(arguments.begin(), {"--store", Folder()});
  const int exit_code = admin::Run(std::move(arguments), clock_, out, err);
  out_ = out.str();
  err_ = err.str();
  return exit_code;
}

std::string StoreTest::Value(const std::string& name) const {
  const std::string key = absl::StrCat("\"", name, "\":");
  std::size_t begin = out_.find(key);
  if (begin == std::string::npos) return "";
  begin += key.size();
  const bool is_text = out_[begin] == '"';
  if (is_text) ++begin;
  const std::size_t end = out_.find_first_of(is_text ? "\"" : ",}", begin);
  return out_.substr(begin, end - begin);
}

std::string StoreTest::Path(const std::string& name) const {
  return (fs::path(Folder()) / "programmes" / kProgramme / name).string();
}

void StoreTest::Copy(const std::string& from, const std::string& to) const {
  fs::remove_all(to);
  fs::copy(from, to, fs::copy_options::recursive);
}

void StoreTest::ForgeBytes(const std::function<void(std::int64_t, std::string&)>& change) const {
  std::vector<storage::Block> blocks = BlocksOf(Journal());
  const storage::Head head{.size = blocks.back().last_entry};
  fs::remove_all(Journal());
  for (storage::Block& block : blocks) change(block.first_entry, block.bytes);
  auto log = storage::LocalLog::Open(Journal(), {});
  ASSERT_THAT(log, IsOk());
  ASSERT_THAT((*log)->Append({}, {}, head, blocks), IsOk());
}

void StoreTest::Forge(const std::function<void(Entry&, Headline&)>& change) const {
  proof::Frontier frontier;
  storage::EntryEncoder encoder;
  ForgeBytes([&](std::int64_t first_entry, std::string& bytes) {
    const auto view = storage::BlockView::Parse(first_entry, bytes);
    storage::BlockBuilder builder;
    builder.Start(first_entry);
    Headline headline = view->headline();
    for (std::int64_t number = first_entry; number <= view->last_entry(); ++number) {
      Entry entry = *storage::DecodeEntry(view->entry(number));
      change(entry, headline);
      encoder.Encode(entry, builder.buffer());
      builder.EndEntry();
      frontier.Append(proof::LeafHash(builder.entry(builder.count() - 1)));
    }
    bytes = builder.Finish(frontier, headline, view->commit_time_ms()).bytes;
  });
}

std::vector<std::int64_t> StoreTest::EntriesOf(const std::string& kind) const {
  std::vector<std::int64_t> entries;
  for (const storage::Block& block : BlocksOf(Journal())) {
    const auto view = storage::BlockView::Parse(block.first_entry, block.bytes);
    for (std::int64_t number = block.first_entry; number <= block.last_entry; ++number) {
      const Entry entry = *storage::DecodeEntry(view->entry(number));
      if (KindOf(entry.events.front()) == kind) entries.push_back(number);
    }
  }
  return entries;
}

void StoreTest::PutRow(const std::string& key, const std::string& value) const {
  const auto index = storage::Index::Open(Index(), 1 << 20);
  ASSERT_THAT(index, IsOk());
  ASSERT_THAT(storage::WriteRows(**index, {{key, value}}, (*index)->watermark()), IsOk());
}

std::string StoreTest::RowOf(const std::string& key) const {
  const auto index = storage::Index::Open(Index(), 1 << 20);
  return (*index)->Get({key})->front().value_or("");
}

std::pair<std::string, std::string> StoreTest::FirstRow(char kind) const {
  const auto index = storage::Index::Open(Index(), 1 << 20);
  std::pair<std::string, std::string> row;
  const absl::Status status =
      (*index)->Scan(std::string(1, kind), std::string(1, static_cast<char>(kind + 1)),
                     [&](absl::string_view key, absl::string_view value) {
                       row = {std::string(key), std::string(value)};
                       return false;
                     });
  EXPECT_THAT(status, IsOk());
  return row;
}

}  // namespace ippledge::admin
