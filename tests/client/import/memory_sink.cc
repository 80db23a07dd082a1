#include "tests/client/import/memory_sink.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/reason.h"

namespace ippledge::client {
namespace {

v1::Violation ViolationOf(Reason reason, absl::string_view field = "") {
  v1::Violation violation;
  violation.set_reason(std::string(RowOf(reason).name));
  violation.set_field(std::string(field));
  violation.set_message(absl::StrCat("refused: ", RowOf(reason).name));
  violation.set_message_zh("被拒绝");
  return violation;
}

// What became of one row.
struct Verdict {
  std::int64_t entry = 0;    // recorded by
  std::int64_t already = 0;  // was recorded by
  std::vector<v1::Violation> violations;
};

Verdict Refused(Reason reason, absl::string_view field = "") {
  Verdict verdict;
  verdict.violations.push_back(ViolationOf(reason, field));
  return verdict;
}

class Decider {
 public:
  Decider(MemoryLedger* ledger, std::int64_t* position) : ledger_(*ledger), position_(*position) {}

  Verdict Decide(const v1::LoanRow& row) {
    if (row.has_loan()) return DecideLoan(row.loan());
    const auto found =
        ledger_.loans.find(absl::StrCat(row.name().bank(), "|", row.name().contract_number()));
    if (found == ledger_.loans.end()) return Refused(Reason::kLoanUnknown);
    MemoryLedger::StoredLoan& loan = found->second;
    if (row.has_draw()) {
      const std::int64_t drawn = loan.drawn_fen + row.draw().principal_fen();
      const Verdict verdict =
          Keep(absl::StrCat("draw ", row.draw().draw_number()), row.draw().SerializeAsString(),
               Reason::kDrawExists, drawn <= loan.loan.contract_amount_fen(), &loan);
      if (verdict.entry > 0) loan.drawn_fen = drawn;
      return verdict;
    }
    std::string key = absl::StrCat("event ", static_cast<int>(row.row_case()), " ");
    if (row.has_repayment()) absl::StrAppend(&key, row.repayment().repayment_number());
    if (row.has_class_change()) absl::StrAppend(&key, row.class_change().change_date());
    return Keep(key, row.SerializeAsString(), Reason::kEventExists, true, &loan);
  }

 private:
  Verdict DecideLoan(const v1::NewLoan& loan) {
    if (loan.borrower().unified_social_credit_code() == "BAD") {
      return Refused(Reason::kCheckDigitWrong, "loan.borrower.unified_social_credit_code");
    }
    if (ledger_.banks.count(loan.bank()) == 0) return Refused(Reason::kBankUnknown, "loan.bank");
    const std::string key = absl::StrCat(loan.bank(), "|", loan.contract_number());
    const auto [found, added] = ledger_.loans.try_emplace(key);
    MemoryLedger::StoredLoan& stored = found->second;
    if (!added) {
      if (stored.loan.SerializeAsString() != loan.SerializeAsString()) {
        return Refused(Reason::kLoanExists);
      }
      Verdict verdict;
      verdict.already = stored.entry;
      return verdict;
    }
    stored.loan = loan;
    stored.entry = ++position_;
    stored.drawn_fen = loan.draw().principal_fen();
    stored.facts[absl::StrCat("draw ", loan.draw().draw_number())] = {
        loan.draw().SerializeAsString(), stored.entry};
    Verdict verdict;
    verdict.entry = stored.entry;
    return verdict;
  }

  Verdict Keep(const std::string& key, const std::string& content, Reason exists, bool fits,
               MemoryLedger::StoredLoan* loan) {
    const auto found = loan->facts.find(key);
    Verdict verdict;
    if (found != loan->facts.end()) {
      if (found->second.content != content) return Refused(exists);
      verdict.already = found->second.entry;
      return verdict;
    }
    if (!fits) return Refused(Reason::kContractAmountExceeded, "draw.principal_fen");
    verdict.entry = ++position_;
    loan->facts[key] = {content, verdict.entry};
    return verdict;
  }

  MemoryLedger& ledger_;
  std::int64_t& position_;
};

}  // namespace

std::int64_t MemoryLedger::DisbursedFen() const {
  std::int64_t sum = 0;
  for (const auto& [key, loan] : loans) sum += loan.drawn_fen;
  return sum;
}

MessageAnswer MemoryLedger::Decide(const v1::StreamRecordRequest& request) {
  std::string content;
  for (const v1::LoanRow& row : request.rows()) {
    absl::StrAppend(&content, row.ByteSizeLong(), ":", row.SerializeAsString());
  }
  MessageAnswer answer;
  const auto known = requests.find(request.request_id());
  if (known != requests.end()) {
    if (known->second.content == content) return known->second.answer;
    answer.refusal.push_back(ViolationOf(Reason::kRequestIdReused));
    return answer;
  }
  MemoryLedger copy;
  if (request.validate_only()) copy = *this;
  MemoryLedger& books = request.validate_only() ? copy : *this;
  Decider decider(&books, &books.position);
  bool any = false;
  for (int i = 0; i < request.rows_size(); ++i) {
    const Verdict verdict = decider.Decide(request.rows(i));
    if (verdict.entry > 0) {
      any = true;
      const std::int64_t entry = request.validate_only() ? 0 : verdict.entry;
      RecordedRows* last = answer.runs.empty() ? nullptr : &answer.runs.back();
      if (last != nullptr && last->first_row + last->count == i) {
        ++last->count;
      } else {
        answer.runs.push_back({i, entry, 1});
      }
      continue;
    }
    v1::RowVerdict& told = answer.verdicts.emplace_back();
    told.set_row(i);
    told.set_already_recorded_entry(verdict.already);
    for (const v1::Violation& violation : verdict.violations) *told.add_violations() = violation;
  }
  if (any && !request.validate_only()) {
    ++position;  // the entry that closes the batch
    requests[request.request_id()] = {content, answer};
  }
  return answer;
}

void MemorySink::Start(OnAnswer on_answer) {
  on_answer_ = std::move(on_answer);
  if (!faults_.threaded) return;
  thread_ = std::thread([this] {
    while (true) {
      MessageAnswer answer;
      {
        absl::MutexLock lock(&mutex_);
        const auto ready = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
          return stopping_ || !queue_.empty();
        };
        mutex_.Await(absl::Condition(&ready));
        if (stopping_) return;
        answer = std::move(queue_.front());
        queue_.pop_front();
      }
      on_answer_(std::move(answer));
    }
  });
}

void MemorySink::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

void MemorySink::Answer(MessageAnswer answer) {
  if (!faults_.threaded) {
    on_answer_(std::move(answer));
    return;
  }
  absl::MutexLock lock(&mutex_);
  queue_.push_back(std::move(answer));
}

void MemorySink::Send(std::int64_t sequence, const v1::StreamRecordRequest& request) {
  const int message = sent_++;
  request_ids.push_back(request.request_id());
  row_counts.push_back(request.rows_size());
  if (on_message != nullptr) on_message(message);
  MessageAnswer answer;
  const bool dead = faults_.dead_from >= 0 && message >= faults_.dead_from;
  if (dead || faults_.lost_messages.count(message) > 0) cut_ = true;
  if (!cut_) answer = ledger_->Decide(request);
  if (faults_.lost_answers.count(message) > 0) cut_ = true;
  if (cut_) {
    answer = MessageAnswer();
    answer.status = absl::UnavailableError("the line is cut");
  }
  answer.sequence = sequence;
  Answer(std::move(answer));
}

absl::StatusOr<v1::Loan> MemorySink::GetLoan(const v1::LoanName& name) {
  const auto found = ledger_->loans.find(absl::StrCat(name.bank(), "|", name.contract_number()));
  if (found == ledger_->loans.end()) return absl::NotFoundError("no such loan");
  const v1::NewLoan& stored = found->second.loan;
  v1::Loan loan;
  *loan.mutable_name() = name;
  loan.set_branch_code(stored.branch_code());
  *loan.mutable_borrower() = stored.borrower();
  loan.set_contract_amount_fen(stored.contract_amount_fen());
  loan.set_ip_part_fen(stored.ip_part_fen());
  loan.set_annual_rate_ppm(stored.annual_rate_ppm());
  for (const v1::IpRight& right : stored.rights()) *loan.add_rights()->mutable_right() = right;
  loan.set_renews_contract_number(stored.renews_contract_number());
  loan.set_state(v1::LOAN_STATE_OPEN);
  return loan;
}

absl::StatusOr<bool> MemorySink::EnsureBank(const std::string& body_id, const std::string& name,
                                            bool validate_only) {
  if (ledger_->banks.count(body_id) > 0) return true;
  if (!validate_only) {
    ledger_->banks.insert(body_id);
    ledger_->registered[body_id] = name;
    ++ledger_->position;
  }
  return false;
}

}  // namespace ippledge::client
