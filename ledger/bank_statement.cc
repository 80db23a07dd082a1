#include "ledger/bank_statement.h"

#include "absl/strings/str_cat.h"
#include "ledger/identifier.h"
#include "ledger/limits.h"
#include "ledger/text.h"

namespace ippledge {
namespace {

class Shape {
 public:
  Shape(absl::string_view path, Violations& violations) : path_(path), violations_(violations) {}

  void Text(absl::string_view field, absl::string_view text, int min_chars, int max_chars) const {
    Take(field, CheckText(text, min_chars, max_chars));
  }
  void Slug(absl::string_view field, absl::string_view text) const { Take(field, CheckSlug(text)); }
  void Required(absl::string_view field, bool given) const {
    if (!given) violations_.Add(Reason::kFieldRequired, PathOf(field));
  }
  void Range(absl::string_view field, std::int64_t got, std::int64_t min, std::int64_t max) const {
    if (got >= min && got <= max) return;
    violations_.Add(
        Reason::kValueOutOfRange, PathOf(field),
        {{"got", absl::StrCat(got)}, {"min", absl::StrCat(min)}, {"max", absl::StrCat(max)}});
  }
  void Few(absl::string_view field, std::size_t got, int max) const {
    if (got <= static_cast<std::size_t>(max)) return;
    violations_.Add(Reason::kTooManyItems, PathOf(field),
                    {{"got", absl::StrCat(got)}, {"limit", absl::StrCat(max)}});
  }
  void NotAllowed(absl::string_view field, absl::string_view why) const {
    violations_.Add(Reason::kFieldNotAllowed, PathOf(field), {{"why", std::string(why)}});
  }
  void Malformed(absl::string_view field, absl::string_view want) const {
    violations_.Add(Reason::kFieldMalformed, PathOf(field),
                    {{"got", ""}, {"want", std::string(want)}});
  }

 private:
  void Take(absl::string_view field, const absl::Status& status) const {
    for (const Violation& v : ViolationsOf(status)) {
      violations_.Add(v.reason, PathOf(field), v.metadata);
    }
  }
  std::string PathOf(absl::string_view field) const { return absl::StrCat(path_, ".", field); }

  absl::string_view path_;
  Violations& violations_;
};

bool IsKeyId(absl::string_view id) {
  if (id.size() != 32) return false;
  for (const char c : id) {
    if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return false;
  }
  return true;
}

}  // namespace

void CheckBankAccount(const BankAccount& account, absl::string_view path, Violations& violations) {
  const Shape shape(path, violations);
  shape.Slug("account_id", account.account_id);
  shape.Text("number", account.number, 1, kReferenceCharsMax);
  shape.Text("name", account.name, 1, kNameCharsMax);
  shape.Text("bank_name", account.bank_name, 1, kNameCharsMax);
  const bool deposit = account.holds == FundAccount::kDeposits;
  if (!deposit && account.holds != FundAccount::kCash) {
    shape.Required("holds", false);
  }
  if (deposit) {
    shape.Slug("bank", account.bank);
  } else if (!account.bank.empty()) {
    shape.NotAllowed("bank", "only a deposit is kept by bank");
  }
  shape.Required("reconcile_from_date", account.reconcile_from != Date());
  shape.Range("two_person_above_fen", account.two_person_above.fen(), 0, Money::kFenMax);
}

void CheckStatementHeader(const StatementHeader& header, absl::string_view path,
                          Violations& violations) {
  const Shape shape(path, violations);
  shape.Text("import_id", header.import_id, 1, kNumberCharsMax);
  shape.Slug("account_id", header.account_id);
  shape.Text("statement_number", header.statement_number, 0, kReferenceCharsMax);
  shape.Text("format", header.format, 1, kReferenceCharsMax);
  shape.Range("file_bytes", header.file_bytes, 1, std::int64_t{1} << 40);
  shape.Range("statement_in_file", header.statement_in_file, 0, kStatementsMax);
  shape.Required("from_date", header.from_date != Date());
  shape.Required("to_date", header.to_date != Date());
  if (header.to_date < header.from_date) {
    violations.Add(Reason::kDateOrder, absl::StrCat(path, ".to_date"),
                   {{"got", header.to_date.ToString()}, {"after", header.from_date.ToString()}});
  }
  shape.Range("opening_fen", header.opening.fen(), -kBankLinesFenMax, kBankLinesFenMax);
  shape.Range("closing_fen", header.closing.fen(), -kBankLinesFenMax, kBankLinesFenMax);
  shape.Range("line_count", header.line_count, 0, kLinesPerStatementMax);
}

void CheckBankLine(const BankLine& line, absl::string_view path, Violations& violations) {
  const Shape shape(path, violations);
  shape.Range("amount_fen", line.amount.fen(), -kBankLinesFenMax, kBankLinesFenMax);
  shape.Required("booking_date", line.booking_date != Date());
  shape.Text("bank_reference", line.bank_reference, 0, kReferenceCharsMax);
  shape.Text("own_reference", line.own_reference, 0, kReferenceCharsMax);
  shape.Few("numbers", line.numbers.size(), kNumbersPerLineMax);
  for (std::size_t i = 0; i < line.numbers.size(); ++i) {
    shape.Text(absl::StrCat("numbers[", i, "]"), line.numbers[i], 1, kReferenceCharsMax);
  }
  if (!line.party.empty()) shape.Slug("party", line.party);
  shape.Text("code", line.code, 0, kReferenceCharsMax);
  const bool sealed = !line.words.key_id.empty();
  if (sealed != !line.words.ciphertext.empty() || (sealed && !IsKeyId(line.words.key_id))) {
    shape.Malformed("words", "a key of 32 hex digits and a ciphertext, or neither");
  }
  shape.Few("words", line.words.ciphertext.size(), kProtectedBytesMax);
}

Money EffectOn(const BankAccount& account, const FundMovement& movement, int sign) {
  const FundPosting& posting = PostingOf(movement.kind);
  if (account.holds == FundAccount::kDeposits && movement.counterparty != account.bank) return {};
  std::int64_t fen = 0;
  if (posting.debit == account.holds) fen += movement.amount.fen();
  if (posting.credit == account.holds) fen -= movement.amount.fen();
  return Money::OfFen(sign * fen);
}

}  // namespace ippledge
