#include "client/commands/statement_lines.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "client/import/cell.h"
#include "client/statement/check.h"

namespace ippledge::client {
namespace {

bool BeginsChar(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }

}  // namespace

absl::string_view FirstChars(absl::string_view text, std::size_t chars) {
  std::size_t seen = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (BeginsChar(text[i]) && seen++ == chars) return text.substr(0, i);
  }
  return text;
}

absl::string_view FirstBytes(absl::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && !BeginsChar(text[bytes])) --bytes;
  return text.substr(0, bytes);
}

void LineMaker::AddBody(const v1::Body& body) {
  for (const std::string& name : {body.body_id(), body.name_zh(), body.name_en()}) {
    if (!name.empty()) bodies_.emplace(NormalHeader(name), body.body_id());
  }
}

void LineMaker::Tell(std::int64_t source_line, absl::string_view what) {
  if (remarks_.size() >= static_cast<std::size_t>(kRemarkLinesMax)) {
    ++more_;
    return;
  }
  remarks_.push_back(absl::StrCat("line ", source_line, ": ", what));
}

std::vector<std::string> LineMaker::Remarks() const {
  std::vector<std::string> remarks = remarks_;
  if (more_ > 0) remarks.push_back(absl::StrCat("and ", more_, " more texts that were cut"));
  return remarks;
}

std::string LineMaker::Cut(absl::string_view text, std::size_t chars, std::int64_t source_line,
                           absl::string_view name) {
  const absl::string_view kept = FirstChars(text, chars);
  if (kept.size() < text.size()) {
    Tell(source_line, absl::StrCat(name, " cut to ", chars, " characters"));
  }
  return std::string(kept);
}

std::string LineMaker::CutText(absl::string_view text, std::size_t bytes, std::int64_t source_line,
                               absl::string_view name) {
  const absl::string_view chars = FirstChars(text, kTextCharsSent);
  const absl::string_view kept = FirstBytes(chars, bytes);
  if (kept.size() == chars.size()) return Cut(text, kTextCharsSent, source_line, name);
  Tell(source_line, absl::StrCat(name, " cut to ", kept.size(), " bytes"));
  return std::string(kept);
}

v1::BankLine LineMaker::Make(const StatementLine& line) {
  v1::BankLine made;
  made.set_booking_date(line.booking_date.ToString());
  if (line.value_date.has_value()) made.set_value_date(line.value_date->ToString());
  made.set_amount_fen(line.amount.fen());
  if (line.balance.has_value()) made.set_balance_fen(line.balance->fen());
  const std::int64_t at = line.source_line;
  made.set_bank_reference(Cut(line.bank_reference, kReferenceCharsSent, at, "bank reference"));
  made.set_own_reference(Cut(line.own_reference, kReferenceCharsSent, at, "own reference"));
  made.set_code(Cut(line.code, kReferenceCharsSent, at, "code"));
  made.set_reversal(line.reversal);
  if (!line.counterparty_name.empty()) {
    const auto body = bodies_.find(NormalHeader(line.counterparty_name));
    if (body != bodies_.end()) made.set_party(body->second);
  }
  made.set_counterparty_account(
      CutText(line.counterparty_account, kSubjectBytesSent, at, "counterparty account"));
  made.set_counterparty_name(CutText(line.counterparty_name,
                                     kSubjectBytesSent - made.counterparty_account().size(), at,
                                     "counterparty name"));
  const std::size_t subject = made.counterparty_name().size() + made.counterparty_account().size();
  made.set_counterparty_bank(
      CutText(line.counterparty_bank, kSubjectBytesSent, at, "counterparty bank"));
  made.set_text(
      CutText(line.text, kTextBytesSent - subject - made.counterparty_bank().size(), at, "text"));
  return made;
}

}  // namespace ippledge::client
