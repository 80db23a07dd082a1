#include "ledger/bank_statement.h"

#include "absl/strings/str_cat.h"
#include "ledger/field_checker.h"
#include "ledger/limits.h"

namespace ippledge {
namespace {

bool IsKeyId(absl::string_view id) {
  if (id.size() != 32) return false;
  for (const char c : id) {
    if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return false;
  }
  return true;
}

}  // namespace

void CheckBankAccount(const BankAccount& account, absl::string_view path, Violations& violations) {
  const FieldChecker fields(path, violations);
  fields.Slug("account_id", account.account_id);
  fields.Text("number", account.number, 1, kReferenceCharsMax);
  fields.Text("name", account.name, 1, kNameCharsMax);
  fields.Text("bank_name", account.bank_name, 1, kNameCharsMax);
  const bool deposit = account.holds == FundAccount::kDeposits;
  if (!deposit && account.holds != FundAccount::kCash) {
    fields.Required("holds", false);
  }
  if (deposit) {
    fields.Slug("bank", account.bank);
  } else if (!account.bank.empty()) {
    fields.NotAllowed("bank", "only a deposit is kept by bank");
  }
  fields.Required("reconcile_from_date", account.reconcile_from != Date());
  fields.Range("two_person_above_fen", account.two_person_above.fen(), 0, Money::kFenMax);
}

void CheckStatementHeader(const StatementHeader& header, absl::string_view path,
                          Violations& violations) {
  const FieldChecker fields(path, violations);
  fields.Text("import_id", header.import_id, 1, kNumberCharsMax);
  fields.Slug("account_id", header.account_id);
  fields.Text("statement_number", header.statement_number, 0, kReferenceCharsMax);
  fields.Text("format", header.format, 1, kReferenceCharsMax);
  fields.Range("file_bytes", header.file_bytes, 1, std::int64_t{1} << 40);
  fields.Range("statement_in_file", header.statement_in_file, 0, kStatementsMax);
  fields.Required("from_date", header.from_date != Date());
  fields.Required("to_date", header.to_date != Date());
  if (header.to_date < header.from_date) {
    violations.Add(Reason::kDateOrder, absl::StrCat(path, ".to_date"),
                   {{"got", header.to_date.ToString()}, {"after", header.from_date.ToString()}});
  }
  fields.Range("opening_fen", header.opening.fen(), -kBankLinesFenMax, kBankLinesFenMax);
  fields.Range("closing_fen", header.closing.fen(), -kBankLinesFenMax, kBankLinesFenMax);
  fields.Range("line_count", header.line_count, 0, kLinesPerStatementMax);
}

void CheckBankLine(const BankLine& line, absl::string_view path, Violations& violations) {
  const FieldChecker fields(path, violations);
  fields.Range("amount_fen", line.amount.fen(), -kBankLinesFenMax, kBankLinesFenMax);
  fields.Required("booking_date", line.booking_date != Date());
  fields.Text("bank_reference", line.bank_reference, 0, kReferenceCharsMax);
  fields.Text("own_reference", line.own_reference, 0, kReferenceCharsMax);
  fields.Few("numbers", line.numbers.size(), kNumbersPerLineMax);
  for (std::size_t i = 0; i < line.numbers.size(); ++i) {
    fields.Text(absl::StrCat("numbers[", i, "]"), line.numbers[i], 1, kReferenceCharsMax);
  }
  fields.SlugIfAny("party", line.party);
  fields.Text("code", line.code, 0, kReferenceCharsMax);
  const bool sealed = !line.words.key_id.empty();
  if (sealed != !line.words.ciphertext.empty() || (sealed && !IsKeyId(line.words.key_id))) {
    fields.Malformed("words", "a key of 32 hex digits and a ciphertext, or neither");
  }
  fields.Few("words", line.words.ciphertext.size(), kProtectedBytesMax);
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
