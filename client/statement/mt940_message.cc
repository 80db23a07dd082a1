#include "client/statement/mt940_message.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/types/span.h"
#include "client/statement/mt940.h"
#include "client/statement/mt940_text.h"
#include "ledger/money.h"
#include "ledger/text.h"

namespace ippledge::client {
namespace {

using Kind = StatementFaultKind;

constexpr std::size_t kFieldBytesMax = kMt940FieldBytesMax;

// True for a tag after which nothing more can belong to the line before.
bool EndsEntry(Mt940Tag tag) {
  return tag != Mt940Tag::kText && tag != Mt940Tag::kNotes && tag != Mt940Tag::kPassedOver &&
         tag != Mt940Tag::kUnknown;
}

}  // namespace

Mt940Message::Mt940Message(std::int64_t line, bool has_reference, StatementFaults* faults,
                           Mt940Remarks* remarks)
    : faults_(faults), remarks_(remarks), has_reference_(has_reference), line_(line) {
  page_.statement.source_line = line;
}

void Mt940Message::Problem(StatementFaultKind kind, const Mt940Line& line, const Mt940Field& field,
                           absl::string_view want) {
  AddMt940Fault(line, field.value_at, kind, field.name, field.value, want, *faults_);
}

bool Mt940Message::Good(const std::optional<Mt940Problem>& problem, const Mt940Line& line,
                        const Mt940Field& field) {
  if (!problem.has_value()) return true;
  AddMt940Fault(line, field.value_at + problem->at, problem->kind, field.name, problem->got,
                problem->want, *faults_);
  return false;
}

bool Mt940Message::Once(bool* seen, const Mt940Line& line, const Mt940Field& field) {
  if (!std::exchange(*seen, true) && stage_ == Stage::kHeader) return true;
  Problem(Kind::kMalformed, line, field, ":20: :25: :28C: :60F: :61: :86: :62F:");
  return false;
}

void Mt940Message::Field(const Mt940Line& line, const Mt940Field& field) {
  if (EndsEntry(field.tag)) Settle();
  if (field.tag != present_) kept_bytes_ = 0;
  present_ = field.tag;
  present_name_ = field.name;
  switch (field.tag) {
    case Mt940Tag::kAccount:
    case Mt940Tag::kAccountAndBank:
      return Account(line, field);
    case Mt940Tag::kNumber:
      return Number(line, field);
    case Mt940Tag::kOpening:
    case Mt940Tag::kOpeningPage:
      return Opening(line, field);
    case Mt940Tag::kEntry:
      return Entry(line, field);
    case Mt940Tag::kText:
    case Mt940Tag::kNotes:
      return Keep(line, field.value_at, field.value);
    case Mt940Tag::kClosing:
    case Mt940Tag::kClosingPage:
      return Closing(line, field);
    case Mt940Tag::kAvailable:
    case Mt940Tag::kForward:
      if (stage_ == Stage::kHeader) return Problem(Kind::kMalformed, line, field, ":60F:");
      return AddBalance(field.tag == Mt940Tag::kAvailable ? BalanceKind::kClosingAvailable
                                                          : BalanceKind::kForwardAvailable,
                        line, field);
    case Mt940Tag::kRefused:
      return Problem(Kind::kMalformed, line, field, ":60F: :60M: :61: :62F: :62M:");
    case Mt940Tag::kUnknown:
      return remarks_->AddUnknownTag(field.name);
    default:
      return;
  }
}

void Mt940Message::Account(const Mt940Line& line, const Mt940Field& field) {
  if (!Once(&has_account_, line, field)) return;
  Mt940Account account = ReadMt940Account(field.value);
  if (account.account.empty()) return Problem(Kind::kFieldMissing, line, field, "");
  if (account.account.size() > kStatementTextBytesMax ||
      account.bank.size() > kStatementTextBytesMax) {
    return Problem(Kind::kFieldTooLong, line, field, absl::StrCat(kStatementTextBytesMax));
  }
  page_.statement.account = std::move(account.account);
  page_.statement.bank = std::move(account.bank);
}

void Mt940Message::Number(const Mt940Line& line, const Mt940Field& field) {
  if (!Once(&has_number_, line, field)) return;
  std::string number = CleanMt940(field.value);
  if (number.empty()) return Problem(Kind::kFieldMissing, line, field, "1/1");
  if (number.size() > kStatementTextBytesMax) {
    return Problem(Kind::kFieldTooLong, line, field, absl::StrCat(kStatementTextBytesMax));
  }
  page_.statement.statement_number = std::move(number);
}

void Mt940Message::AddBalance(BalanceKind kind, const Mt940Line& line, const Mt940Field& field) {
  Mt940Balance read;
  if (!Good(ReadMt940Balance(field.value, &read), line, field)) return;
  std::string& currency = page_.statement.currency;
  if (kind == BalanceKind::kOpening) {
    if (read.currency.empty()) return Problem(Kind::kCurrency, line, field, "ISO 4217");
    currency = read.currency;
  } else if (read.currency.empty()) {
    ++remarks_->currency_assumed;
  } else if (!currency.empty() && read.currency != currency) {
    return Problem(Kind::kCurrency, line, field, currency);
  }
  if (page_.statement.balances.size() >= static_cast<std::size_t>(kMt940BalancesMax)) {
    return Problem(Kind::kTooLarge, line, field, absl::StrCat(kMt940BalancesMax));
  }
  page_.statement.balances.push_back({kind, read.date, read.amount, line.number});
}

bool Mt940Message::OnceBalance(bool* seen, BalanceKind kind, const Mt940Line& line,
                               const Mt940Field& field) {
  if (!std::exchange(*seen, true)) return true;
  Mt940Balance again;
  const Balance* const first = FindBalance(page_.statement, kind);
  const bool differs = first != nullptr && !ReadMt940Balance(field.value, &again).has_value() &&
                       (first->amount != again.amount || first->date != again.date);
  Problem(differs ? Kind::kBalanceContradicts : Kind::kMalformed, line, field,
          differs ? FormatYuan(first->amount) : "");
  return false;
}

void Mt940Message::Opening(const Mt940Line& line, const Mt940Field& field) {
  if (!OnceBalance(&has_opening_, BalanceKind::kOpening, line, field)) return;
  if (has_closing_) return Problem(Kind::kMalformed, line, field, ":60F: :61: :62F:");
  stage_ = Stage::kLines;
  page_.goes_on = field.tag == Mt940Tag::kOpeningPage;
  page_.opening_line = line;
  AddBalance(BalanceKind::kOpening, line, field);
}

void Mt940Message::Closing(const Mt940Line& line, const Mt940Field& field) {
  if (!OnceBalance(&has_closing_, BalanceKind::kClosing, line, field)) return;
  stage_ = Stage::kClosed;
  page_.to_go_on = field.tag == Mt940Tag::kClosingPage;
  AddBalance(BalanceKind::kClosing, line, field);
}

void Mt940Message::Entry(const Mt940Line& line, const Mt940Field& field) {
  if (stage_ == Stage::kClosed) return Problem(Kind::kMalformed, line, field, ":20:");
  if (stage_ == Stage::kHeader) {
    if (has_reference_) Problem(Kind::kFieldMissing, line, field, ":60F:");
    has_opening_ = true;  // is told
    stage_ = Stage::kLines;
  }
  if (!Good(ReadMt940Entry(field.value, &entry_), line, field)) return;
  entry_line_ = line;
  entry_open_ = true;
}

void Mt940Message::Keep(const Mt940Line& line, std::size_t at, absl::string_view text) {
  const bool was_within = kept_bytes_ <= kFieldBytesMax;
  kept_bytes_ += text.size() + 1;  // empty ones count, too
  if (kept_bytes_ > kFieldBytesMax) {
    if (was_within) {
      AddMt940Fault(line, at, Kind::kFieldTooLong, present_name_, text,
                    absl::StrCat(kMt940FieldBytesMax), *faults_);
    }
    return;
  }
  switch (present_) {
    case Mt940Tag::kEntry:
      if (entry_open_) details_.push_back(text);
      break;
    case Mt940Tag::kText:
      // Without a line it is about the statement as a whole.
      if (entry_open_) texts_.push_back(text);
      break;
    default:
      notes_.push_back(text);
  }
}

void Mt940Message::Continue(const Mt940Line& line) {
  switch (present_) {
    case Mt940Tag::kEntry:
    case Mt940Tag::kText:
    case Mt940Tag::kNotes:
      return Keep(line, 0, line.text);
    case Mt940Tag::kAccountAndBank:
      if (page_.statement.bank.empty()) {
        page_.statement.bank = CleanMt940(CutToBytes(line.text, kStatementTextBytesMax));
      }
      return;
    case Mt940Tag::kPassedOver:
    case Mt940Tag::kUnknown:
    case Mt940Tag::kRefused:
      return;
    default:
      AddMt940Fault(line, 0, Kind::kMalformed, present_name_, line.text,
                    ":61: :86: :62F:", *faults_);
  }
}

bool Mt940Message::in_text() const {
  return present_ == Mt940Tag::kText || present_ == Mt940Tag::kNotes ||
         present_ == Mt940Tag::kEntry;
}

bool Mt940Message::IsBrokenTime(const Mt940Line& line) const {
  return entry_open_ && present_ == Mt940Tag::kText && !texts_.empty() &&
         IsMt940TimeBroken(texts_.back(), line.text);
}

void Mt940Message::Describe(StatementLine* line) {
  Mt940Info info;
  if (!texts_.empty()) info = ReadMt940Text(texts_);
  if (!notes_.empty()) {
    Mt940Info notes = ReadMt940Notes(notes_);
    if (info.text.empty()) {
      info = std::move(notes);
    } else if (!notes.text.empty()) {
      absl::StrAppend(&info.text, " ", notes.text);
    }
  }
  absl::Span<const absl::string_view> details = details_;
  absl::string_view bank_reference = entry_.bank_reference;
  if (!details.empty() && bank_reference.empty() && absl::StartsWith(details.front(), "//")) {
    bank_reference = Mt940Reference(details.front().substr(2));
    details.remove_prefix(1);
  }
  AddMt940Details(details, &info);

  std::string reference = CleanMt940(entry_.own_reference);
  line->bank_reference = CleanMt940(bank_reference);
  line->code = std::string(entry_.code);
  line->own_reference = !info.end_to_end.empty() ? info.end_to_end
                        : !reference.empty()     ? reference
                                                 : info.own;
  line->counterparty_name = info.name.empty() ? CleanMt940(entry_.name) : std::move(info.name);
  absl::StrReplaceAll({{" ", ""}}, &info.account);
  line->counterparty_account = std::move(info.account);
  line->counterparty_bank = std::move(info.bank);
  // Our order number may be in either reference.
  if (!reference.empty() && reference != line->own_reference) {
    absl::StrAppend(&info.text, info.text.empty() ? "" : " ", reference);
  }
  if (info.text.size() > kStatementTextBytesMax) {
    ++remarks_->texts_cut;
    info.text = CleanMt940(CutToBytes(info.text, kStatementTextBytesMax));
  }
  line->text = std::move(info.text);
}

void Mt940Message::Settle() {
  if (std::exchange(entry_open_, false)) {
    StatementLine line;
    line.source_line = entry_line_.number;
    line.booking_date = entry_.booking_date;
    line.value_date = entry_.value_date;
    line.amount = entry_.amount;
    line.reversal = entry_.reversal;
    Describe(&line);
    for (const std::string* const text :
         {&line.bank_reference, &line.own_reference, &line.counterparty_name,
          &line.counterparty_account, &line.counterparty_bank}) {
      if (text->size() <= kStatementTextBytesMax) continue;
      AddMt940Fault(entry_line_, 0, Kind::kFieldTooLong, ":61: / :86:", *text,
                    absl::StrCat(kStatementTextBytesMax), *faults_);
    }
    page_.statement.lines.push_back(std::move(line));
  } else if (!notes_.empty() && page_.statement.account_name.empty()) {
    page_.statement.account_name =
        std::string(CutToBytes(Mt940AccountName(notes_), kStatementTextBytesMax));
  }
  details_.clear();
  texts_.clear();
  notes_.clear();
  kept_bytes_ = 0;
}

void Mt940Message::Missing(bool seen, absl::string_view name) {
  if (seen || !has_reference_) return;
  AddMt940Fault({"", line_}, 0, Kind::kFieldMissing, name, "", "", *faults_);
}

Mt940Page Mt940Message::End() {
  Settle();
  Missing(has_account_, ":25:");
  Missing(has_number_, ":28C:");
  Missing(has_opening_, ":60F:");
  Missing(has_closing_, ":62F:");
  DropMt940Currency(page_.statement.currency, &page_.statement.account);
  return std::move(page_);
}

}  // namespace ippledge::client
