// Requests of ReconciliationService: proto/wire/reconciliation.h.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ippledge/v1/reconciliation_service.pb.h"
#include "ledger/limits.h"
#include "ledger/reconciliation_fields.h"
#include "ledger/text.h"
#include "proto/wire/parse_command.h"
#include "proto/wire/reconciliation.h"
#include "proto/wire/write_request.h"

namespace ippledge::wire {
namespace {

// Shapes that no noun of the ledger checks.
class Shape {
 public:
  explicit Shape(const FieldReader& reader) : reader_(reader) {}

  void Account(absl::string_view id) const { reader_.AddFrom(CheckSlug(id), "account_id"); }
  void ImportId(absl::string_view id) const {
    reader_.AddFrom(CheckText(id, 1, kNumberCharsMax), "import_id");
  }
  void Why(absl::string_view text) const {
    reader_.AddFrom(CheckText(text, 1, kReasonCharsMax), "text");
  }
  void Few(std::size_t got, int max, absl::string_view field) const {
    if (got <= static_cast<std::size_t>(max)) return;
    reader_.Add(Reason::kTooManyItems, field,
                {{"got", absl::StrCat(got)}, {"limit", absl::StrCat(max)}});
  }
  const FieldReader& reader() const { return reader_; }

 private:
  const FieldReader& reader_;
};

template <typename Name>
void CheckNames(const std::vector<Name>& sorted, absl::string_view field, const Shape& shape) {
  shape.Few(sorted.size(), kItemsByHandMax, field);
  const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
  if (twice == sorted.end()) return;
  std::string name;
  if constexpr (std::is_same_v<Name, LineName>) {
    name = absl::StrCat(twice->statement, "/", twice->line);
  } else {
    name = absl::StrCat(twice->entry, "/", twice->ordinal);
  }
  shape.reader().Add(Reason::kDuplicateItem, field, {{"got", name}});
}

void Check(RegisterAccount& command, const Shape&, Violations& violations) {
  CheckBankAccount(command.account, "account", violations);
}
void Check(OpenStatement& command, const Shape&, Violations& violations) {
  CheckStatementHeader(command.header, "header", violations);
}
void Check(CloseStatement& command, const Shape& shape, Violations&) {
  shape.ImportId(command.import_id);
}
void Check(WithdrawStatement& command, const Shape& shape, Violations&) {
  shape.ImportId(command.import_id);
  shape.Why(command.text);
}
void Check(RunMatching& command, const Shape& shape, Violations&) {
  shape.Account(command.account_id);
}
void Check(RecordMatch& command, const Shape& shape, Violations&) {
  std::sort(command.lines.begin(), command.lines.end());
  std::sort(command.movements.begin(), command.movements.end());
  shape.Account(command.account_id);
  shape.reader().Require(!command.lines.empty() || !command.movements.empty(), "lines");
  CheckNames(command.lines, "lines", shape);
  CheckNames(command.movements, "movements", shape);
  shape.Why(command.text);
}
void Check(UndoMatch& command, const Shape& shape, Violations&) {
  shape.reader().Require(command.number != 0, "number");
  shape.Why(command.text);
}

template <typename ThisCommand, typename Request>
absl::StatusOr<Write> ParseCommand(const Request& request) {
  return ParseCommandOf<ThisCommand>(request, [](ThisCommand& parsed, Violations& shape) {
    const FieldReader checked("", shape);
    Check(parsed, Shape(checked), shape);
  });
}

std::int32_t ReadMonth(const std::string& text, const FieldReader& reader) {
  if (!reader.Require(!text.empty(), "month")) return 0;
  const absl::StatusOr<int> month = ParseMonth(text);
  if (!month.ok()) reader.AddFrom(month.status(), "month");
  return month.value_or(0);
}

void CheckWords(const LineWords& words, const FieldReader& reader) {
  reader.AddFrom(CheckText(words.text, 0, kWordsCharsMax), "text");
  reader.AddFrom(CheckText(words.counterparty_name, 0, kWordsCharsMax), "counterparty_name");
  reader.AddFrom(CheckText(words.counterparty_account, 0, kWordsCharsMax), "counterparty_account");
  reader.AddFrom(CheckText(words.counterparty_bank, 0, kWordsCharsMax), "counterparty_bank");
  const std::size_t subject = words.counterparty_name.size() + words.counterparty_account.size();
  if (subject > std::size_t{kSubjectBytesMax}) {
    reader.Add(Reason::kFieldMalformed, "counterparty_name",
               {{"got", absl::StrCat(subject, " bytes")},
                {"want", absl::StrCat("name and account of at most ", kSubjectBytesMax,
                                      " bytes together")}});
  }
  const std::size_t all = subject + words.text.size() + words.counterparty_bank.size();
  if (all > std::size_t{kWordsBytesMax}) {
    reader.Add(Reason::kFieldMalformed, "text",
               {{"got", absl::StrCat(all, " bytes")},
                {"want", absl::StrCat("text and counterparty of at most ", kWordsBytesMax,
                                      " bytes together")}});
  }
}

BankLine ReadLine(const v1::BankLine& message, const FieldReader& reader) {
  reader.ExpectKnown(message);
  BankLine line;
  line.booking_date = reader.ReadDate(message.booking_date(), "booking_date").value_or(Date());
  line.value_date = reader.ReadOptionalDate(message.value_date(), "value_date");
  line.amount = ReadMoney(message.amount_fen(), "amount_fen", reader);
  if (message.has_balance_fen()) {
    line.balance = ReadMoney(message.balance_fen(), "balance_fen", reader);
  }
  line.bank_reference = message.bank_reference();
  line.own_reference = message.own_reference();
  line.party = message.party();
  line.code = message.code();
  line.reversal = message.reversal();
  if (!message.numbers().empty()) {
    reader.Add(Reason::kFieldNotAllowed, "numbers",
               {{"why", "the ledger takes numbers out of the text"}});
  }
  if (message.words_erased()) {
    reader.Add(Reason::kFieldNotAllowed, "words_erased", {{"why", "only answers say so"}});
  }
  return line;
}

}  // namespace

absl::StatusOr<Write> ParseWrite(const v1::RegisterAccountRequest& request) {
  return ParseCommand<RegisterAccount>(request);
}
absl::StatusOr<Write> ParseWrite(const v1::OpenStatementRequest& request) {
  return ParseCommand<OpenStatement>(request);
}
absl::StatusOr<Write> ParseWrite(const v1::CloseStatementRequest& request) {
  return ParseCommand<CloseStatement>(request);
}
absl::StatusOr<Write> ParseWrite(const v1::WithdrawStatementRequest& request) {
  return ParseCommand<WithdrawStatement>(request);
}
absl::StatusOr<Write> ParseWrite(const v1::RunMatchingRequest& request) {
  return ParseCommand<RunMatching>(request);
}
absl::StatusOr<Write> ParseWrite(const v1::RecordMatchRequest& request) {
  return ParseCommand<RecordMatch>(request);
}
absl::StatusOr<Write> ParseWrite(const v1::UndoMatchRequest& request) {
  return ParseCommand<UndoMatch>(request);
}

absl::StatusOr<Write> ParseWrite(const v1::AddStatementLinesRequest& request) {
  return ParseRequest(request, [&](const FieldReader&, Violations& violations, Command& command) {
    Violations found;
    Violations shape;
    AddStatementLines parsed;
    parsed.import_id = request.import_id();
    parsed.first_line = request.first_line();
    const FieldReader top("", found);
    const FieldReader top_shape("", shape);
    Shape(top_shape).ImportId(parsed.import_id);
    Shape(top_shape).Few(static_cast<std::size_t>(request.lines_size()), kLinesPerPartMax, "lines");
    top_shape.Require(request.lines_size() > 0, "lines");
    const int lines = std::min(request.lines_size(), kLinesPerPartMax);
    for (int i = 0; i < lines; ++i) {
      const v1::BankLine& message = request.lines(i);
      BankLine& line = parsed.lines.emplace_back(ReadLine(message, FieldReader(top, "lines", i)));
      const LineWords words = WordsOf(message);
      CheckWords(words, FieldReader(top_shape, "lines", i));
      line.numbers = NumbersIn(words.text);
      CheckBankLine(line, absl::StrCat("lines[", i, "]"), shape);
    }
    if (Merge(found, shape, violations)) command = std::move(parsed);
  });
}

absl::StatusOr<Write> ParseWrite(const v1::ClosePeriodRequest& request) {
  return ParseRequest(request,
                      [&](const FieldReader& reader, Violations& violations, Command& command) {
                        const ClosePeriod parsed{.account_id = request.account_id(),
                                                 .month = ReadMonth(request.month(), reader)};
                        Shape(reader).Account(parsed.account_id);
                        if (violations.empty()) command = parsed;
                      });
}

absl::StatusOr<Write> ParseWrite(const v1::ReopenPeriodRequest& request) {
  return ParseRequest(request,
                      [&](const FieldReader& reader, Violations& violations, Command& command) {
                        const ReopenPeriod parsed{.account_id = request.account_id(),
                                                  .month = ReadMonth(request.month(), reader),
                                                  .text = request.text()};
                        Shape(reader).Account(parsed.account_id);
                        Shape(reader).Why(parsed.text);
                        if (violations.empty()) command = parsed;
                      });
}

LineWords WordsOf(const v1::BankLine& line) {
  return {.text = line.text(),
          .counterparty_name = line.counterparty_name(),
          .counterparty_account = line.counterparty_account(),
          .counterparty_bank = line.counterparty_bank()};
}

}  // namespace ippledge::wire
