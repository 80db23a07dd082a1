#include "client/import/pipeline.h"

#include <memory>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "client/import/answer_book.h"
#include "client/import/bank_register.h"
#include "client/import/csv.h"
#include "client/import/dispatcher.h"
#include "client/import/header_search.h"
#include "client/import/layout.h"
#include "client/import/refused_file.h"
#include "client/import/request_id.h"
#include "client/import/seen_contracts.h"
#include "client/import/tally.h"
#include "ledger/money.h"
#include "ledger/status_macros.h"

namespace ippledge::client {
namespace {

class Pipeline {
 public:
  Pipeline(TextSource* source, RowSink* sink, ImportOptions options);
  ImportReport Run();

 private:
  absl::Status Open();
  absl::Status ReadAll();
  absl::Status TakeRow(const CsvRecord& record);
  absl::Status TakeData(const CsvRecord& record);
  absl::Status RefuseHere(const CsvRecord& record);
  void CheckTotal(const CsvRecord& record);
  bool PlaceLoan(const CsvRecord& record, v1::LoanRow* row, SentRow* sent);

  absl::Status Flush(std::unique_ptr<OutMessage>* message);
  absl::Status Finish();
  absl::Status SendResends(bool all);

  std::unique_ptr<OutMessage> NewMessage();
  void ShowProgress(bool now);

  TextSource* const source_;
  RowSink* const sink_;
  ImportOptions options_;
  const absl::Time started_;
  CsvReader reader_;
  BoundLayout layout_;
  std::unique_ptr<RowMapper> mapper_;
  std::unique_ptr<RefusedFile> refused_;
  std::unique_ptr<BankRegister> banks_;
  std::unique_ptr<AnswerBook> answers_;
  std::unique_ptr<Dispatcher> dispatcher_;

  Tally tally_;
  RequestIds request_ids_;
  absl::flat_hash_map<std::string, int> ids_used_;
  SeenContracts seen_;
  RowFacts facts_;
  std::vector<Problem> problems_;
  absl::int128 total_fen_ = 0;  // principal of all rows so far
  bool total_complete_ = true;  // no row before had an amount that could not be read

  std::unique_ptr<OutMessage> current_;
  std::int64_t current_bytes_ = 0;
  absl::flat_hash_set<std::uint64_t> current_contracts_;  // dry run: whose loan is in current_
  absl::Time shown_ = absl::InfinitePast();
};

Pipeline::Pipeline(TextSource* source, RowSink* sink, ImportOptions options)
    : source_(source),
      sink_(sink),
      options_([&options] {
        if (options.now == nullptr) options.now = absl::Now;
        if (options.sleep == nullptr) options.sleep = absl::SleepFor;
        return std::move(options);
      }()),
      started_(options_.now()),
      reader_(source) {
  tally_.mutable_report().target = options_.mapping.target;
  tally_.mutable_report().dry_run = options_.dry_run;
}

ImportReport Pipeline::Run() {
  absl::Status status = Open();
  if (status.ok()) status = ReadAll();
  if (status.ok()) status = Finish();
  if (refused_ != nullptr) {
    status.Update(refused_->Close());
    tally_.mutable_report().refused_path = refused_->written_path();
  }
  ImportReport& report = tally_.mutable_report();
  if (dispatcher_ != nullptr) report.resent = dispatcher_->resent();
  // Joins the sink's threads before anything they reach goes away.
  dispatcher_.reset();
  report.interrupted =
      options_.interrupted != nullptr && options_.interrupted->load() && !status.ok();
  report.status = std::move(status);
  report.encoding = source_->encoding();
  report.seconds = absl::ToDoubleSeconds(options_.now() - started_);
  ShowProgress(true);
  return tally_.Finish();
}

// Finds the header, and binds the mapping to it. Nothing is sent before that.
absl::Status Pipeline::Open() {
  IPPLEDGE_ASSIGN_OR_RETURN(const absl::string_view sample, reader_.Peek(kHeaderSearchBytes));
  const bool whole = sample.size() < kHeaderSearchBytes;
  const bool has_bank = !options_.rows.default_bank.empty();
  IPPLEDGE_ASSIGN_OR_RETURN(layout_, FindLayout(options_.mapping, sample, whole, has_bank));
  ImportReport& report = tally_.mutable_report();
  report.delimiter = layout_.delimiter;
  report.header_row = layout_.header_row;
  report.understood = layout_.understood;
  reader_.Start(layout_.delimiter);
  mapper_ = std::make_unique<RowMapper>(&layout_, options_.rows);
  const bool writes_refused = !options_.dry_run;
  refused_ = std::make_unique<RefusedFile>(writes_refused ? options_.refused_path : "", &layout_);
  IPPLEDGE_ASSIGN_OR_RETURN(const std::int64_t start_position, sink_->Position());
  banks_ = std::make_unique<BankRegister>(sink_, options_.dry_run);
  answers_ = std::make_unique<AnswerBook>(
      AnswerBook::Parts{&layout_, sink_, banks_.get(), &tally_, refused_.get(),
                        [this] { return NewMessage(); }, start_position, options_.dry_run});
  dispatcher_ = std::make_unique<Dispatcher>(
      sink_,
      DispatchOptions{options_.messages_in_flight, options_.patience, options_.now, options_.sleep,
                      options_.interrupted},
      [this](OutMessage& message, const MessageAnswer& answer) {
        answers_->OnAnswer(message, answer);
        ShowProgress(false);
      },
      [this] { ShowProgress(false); });
  current_ = NewMessage();
  return absl::OkStatus();
}

absl::Status Pipeline::ReadAll() {
  CsvRecord record;
  while (true) {
    absl::StatusOr<bool> more = reader_.Next(&record);
    if (!more.ok()) {
      // What was read before the damage still goes out: the rows stand in the file as they are.
      IPPLEDGE_RETURN_IF_ERROR(Finish());
      return more.status();
    }
    if (!*more) return absl::OkStatus();
    if (record.row <= layout_.header_row) continue;
    IPPLEDGE_RETURN_IF_ERROR(TakeRow(record));
    if (options_.interrupted != nullptr && options_.interrupted->load()) {
      IPPLEDGE_RETURN_IF_ERROR(Finish());
      return absl::CancelledError("interrupted; the same command goes on from here");
    }
  }
}

absl::Status Pipeline::TakeRow(const CsvRecord& record) {
  v1::LoanRow* row = current_->request.add_rows();
  const RowKind kind = mapper_->Map(record, row, &facts_, &problems_);
  if (kind == RowKind::kData && problems_.empty()) return TakeData(record);
  current_->request.mutable_rows()->RemoveLast();
  if (kind == RowKind::kData) return RefuseHere(record);
  tally_.Skipped();
  if (kind == RowKind::kTotal) CheckTotal(record);
  return absl::OkStatus();
}

absl::Status Pipeline::RefuseHere(const CsvRecord& record) {
  total_fen_ += facts_.amount_fen;
  if (facts_.amount_fen == 0) total_complete_ = false;
  std::string cells;
  AppendOwnCells(record, layout_, &cells);
  IPPLEDGE_RETURN_IF_ERROR(refused_->Add(cells, problems_));
  tally_.RefusedHere(std::move(problems_));
  problems_.clear();
  return absl::OkStatus();
}

void Pipeline::CheckTotal(const CsvRecord& record) {
  std::int64_t claimed = 0;
  if (IsSubtotal(record) || !total_complete_ || !mapper_->TotalOf(record, &claimed)) return;
  if (claimed == total_fen_ || total_fen_ > Money::kFenMax) return;
  const std::string told = FormatYuanGrouped(Money::OfFen(claimed));
  const std::string sum = FormatYuanGrouped(Money::OfFen(static_cast<std::int64_t>(total_fen_)));
  tally_.Note({record.row,
               absl::StrCat("the total row says ", told, ", the rows above it sum to ", sum),
               absl::StrCat("合计行为 ", told, "，其上各行之和为 ", sum)});
}

// A row that can be sent; it is the last of current_.
absl::Status Pipeline::TakeData(const CsvRecord& record) {
  OutMessage& message = *current_;
  v1::LoanRow* row = message.request.mutable_rows(message.request.rows_size() - 1);
  total_fen_ += facts_.amount_fen;
  SentRow sent;
  sent.row = record.row;
  sent.amount_fen = facts_.amount_fen;
  if (layout_.register_unknown_banks) {
    IPPLEDGE_RETURN_IF_ERROR(
        banks_->Ensure(facts_, layout_.of(FieldId::kBank), &problems_, &tally_.mutable_report()));
  }
  if (problems_.empty() && layout_.target == Target::kLoans) PlaceLoan(record, row, &sent);
  if (!problems_.empty()) {
    for (Problem& problem : problems_) problem.row = record.row;
    message.request.mutable_rows()->RemoveLast();
    total_fen_ -= facts_.amount_fen;  // RefuseHere counts it
    return RefuseHere(record);
  }
  sent.bank = tally_.BankIndex(facts_.bank);
  sent.cells_begin = static_cast<std::uint32_t>(message.cells.size());
  AppendOwnCells(record, layout_, &message.cells);
  sent.cells_size = static_cast<std::uint32_t>(message.cells.size()) - sent.cells_begin;
  message.rows.push_back(sent);
  tally_.Understood(sent);
  current_bytes_ += static_cast<std::int64_t>(record.raw.size());
  if (static_cast<int>(message.rows.size()) < kRowsPerMessage && current_bytes_ < kMessageBytes) {
    return absl::OkStatus();
  }
  IPPLEDGE_RETURN_IF_ERROR(Flush(&current_));
  current_ = NewMessage();
  current_bytes_ = 0;
  current_contracts_.clear();
  ShowProgress(false);
  return SendResends(false);
}

// Decides whether the row records its loan or a further draw of it; false with a problem when it
// tells other terms than an earlier row.
bool Pipeline::PlaceLoan(const CsvRecord& record, v1::LoanRow* row, SentRow* sent) {
  switch (seen_.Look(facts_.contract_key, facts_.terms)) {
    case SeenContracts::Sight::kFirst:
      seen_.Keep(facts_.contract_key, facts_.terms);
      break;
    case SeenContracts::Sight::kSame:
      sent->further_draw = true;
      break;
    case SeenContracts::Sight::kDiffers:
      problems_.push_back(ProblemOf(Fault::kTermsDiffer, row->loan().contract_number(), ""));
      problems_.back().row = record.row;
      problems_.back().column = layout_.of(FieldId::kContractNumber).header;
      return false;
  }
  const v1::NewLoan& loan = row->loan();
  sent->renews_earlier = !loan.renews_contract_number().empty() &&
                         seen_.Knows(ContractKeyOf(loan.bank(), loan.renews_contract_number()));
  // A dry run records nothing, so that only the same message shows a loan to its draws: elsewhere
  // each row is checked as a loan of its own.
  const bool known = !options_.dry_run || !current_contracts_.insert(facts_.contract_key).second;
  if (sent->further_draw && known) AsDraw(row);
  return true;
}

std::unique_ptr<OutMessage> Pipeline::NewMessage() {
  std::unique_ptr<OutMessage> message = dispatcher_->New();
  message->request.set_programme(options_.programme);
  message->request.set_validate_only(options_.dry_run);
  return message;
}

absl::Status Pipeline::Flush(std::unique_ptr<OutMessage>* message) {
  if ((*message)->rows.empty()) return absl::OkStatus();
  v1::StreamRecordRequest& request = (*message)->request;
  std::string id = request_ids_.Of(request, 1);
  const int times = ++ids_used_[id];
  if (times > 1) id = request_ids_.Of(request, times);
  request.set_request_id(id);
  IPPLEDGE_RETURN_IF_ERROR(dispatcher_->Send(std::move(*message)));
  return answers_->failure();
}

// Sends rows that go out a second time: full messages, or all of them.
absl::Status Pipeline::SendResends(bool all) {
  while (std::unique_ptr<OutMessage> message = answers_->TakeResend(all)) {
    IPPLEDGE_RETURN_IF_ERROR(Flush(&message));
  }
  return absl::OkStatus();
}

// Sends what is left, and waits until every row has its answer.
absl::Status Pipeline::Finish() {
  if (current_ != nullptr) IPPLEDGE_RETURN_IF_ERROR(Flush(&current_));
  current_ = nullptr;
  while (true) {
    IPPLEDGE_RETURN_IF_ERROR(dispatcher_->Drain());
    IPPLEDGE_RETURN_IF_ERROR(answers_->failure());
    if (!answers_->has_resends()) return absl::OkStatus();
    IPPLEDGE_RETURN_IF_ERROR(SendResends(true));
  }
}

void Pipeline::ShowProgress(bool now) {
  if (options_.on_progress == nullptr) return;
  const absl::Time time = options_.now();
  if (!now && time - shown_ < absl::Milliseconds(100)) return;
  shown_ = time;
  const ImportReport& report = tally_.report();
  ImportProgress progress;
  progress.bytes_done = source_->bytes_read();
  progress.bytes_total = source_->bytes_total();
  progress.rows = report.rows;
  progress.fresh = report.fresh;
  progress.already = report.already;
  progress.refused = report.refused;
  const double seconds = absl::ToDoubleSeconds(time - started_);
  if (seconds > 0) progress.rows_per_second = static_cast<double>(tally_.answered()) / seconds;
  // Reading runs ahead of the answers by the messages in flight, which is little in a long file.
  if (progress.bytes_total > 0 && progress.bytes_done > 0 && seconds > 0) {
    const auto left = static_cast<double>(progress.bytes_total - progress.bytes_done);
    progress.seconds_left = seconds * left / static_cast<double>(progress.bytes_done);
  }
  options_.on_progress(progress);
}

}  // namespace

ImportReport RunImport(TextSource* source, RowSink* sink, ImportOptions options) {
  return Pipeline(source, sink, std::move(options)).Run();
}

}  // namespace ippledge::client
