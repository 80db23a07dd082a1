#include "client/import/rights.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "client/import/cell.h"
#include "client/import/words.h"
#include "ledger/money.h"

namespace ippledge::client {
namespace {

using Need = RowReader::Need;

bool HasSeparator(const BoundLayout& layout, absl::string_view text) {
  return std::any_of(layout.separators.begin(), layout.separators.end(),
                     [text](const std::string& each) { return text.find(each) != text.npos; });
}

// The texts between separators, trimmed; empty ones are kept or left out.
std::vector<std::string> SplitCell(const BoundLayout& layout, absl::string_view text,
                                   bool keep_empty = false) {
  std::vector<std::string> parts;
  bool more = !text.empty();
  while (more) {
    std::size_t end = text.size();
    std::size_t skip = 0;
    for (const std::string& separator : layout.separators) {
      const std::size_t at = text.find(separator);
      if (at < end) {
        end = at;
        skip = separator.size();
      }
    }
    const absl::string_view part = TrimCell(text.substr(0, end));
    if (keep_empty || !part.empty()) parts.emplace_back(part);
    more = end < text.size();
    text.remove_prefix(end + skip);
  }
  return parts;
}

// True when a column of the group holds something. Constants alone make no right.
bool IsFilled(const RightFields& right, Evaluator* evaluator) {
  for (const Expression& field : right) {
    absl::string_view text;
    if (field.source == Expression::Source::kNone ||
        field.source == Expression::Source::kConstant) {
      continue;
    }
    if (evaluator->SourceText(field, &text) && !text.empty()) return true;
  }
  return false;
}

void ReadKind(const RightFields& fields, RowReader* reader, RowRight* right) {
  IpKindWord kind;
  if (reader->Word(FieldOf(fields, FieldId::kIpKind), Need::kRequired, ParseIpKindWord,
                   kIpKindWords, &kind)) {
    right->kind = kind.kind;
    right->form = kind.form;
  }
  reader->Word(FieldOf(fields, FieldId::kForm), Need::kOptional, ParseFormWord, kFormWords,
               &right->form);
}

// The common case: one right in the group.
void ReadOne(const RightFields& fields, RowReader* reader, std::vector<RowRight>* rights) {
  RowRight& right = rights->emplace_back();
  ReadKind(fields, reader, &right);
  reader->ReadText(FieldOf(fields, FieldId::kIpNumber), FieldId::kIpNumber, Need::kOptional,
                   &right.number);
  std::int64_t fen = 0;
  if (reader->ReadAmount(FieldOf(fields, FieldId::kSecuredAmount), Need::kOptional, &fen)) {
    right.secured_fen = fen;
  }
  reader->ReadText(FieldOf(fields, FieldId::kRegistrationNumber), FieldId::kRegistrationNumber,
                   Need::kOptional, &right.registration_number);
  reader->ReadDate(FieldOf(fields, FieldId::kRegistrationDate), Need::kOptional,
                   &right.registration_date);
}

// Deals one cell of a group out to its rights: as expressions that give just their part. False,
// with a problem, when the parts do not match.
bool DealOut(const Expression& field, std::size_t f, RowReader* reader,
             std::vector<RightFields>* each) {
  absl::string_view text;
  if (!reader->evaluator().Text(field, &text)) {
    const CellFailure failure = reader->evaluator().failure();
    reader->Add(field, failure.fault, failure.got, failure.want);
    return false;
  }
  // "; ;A" names the third of three: where the places match, empty ones count.
  std::vector<std::string> parts = SplitCell(reader->layout(), text, /*keep_empty=*/true);
  if (parts.size() != each->size()) parts = SplitCell(reader->layout(), text);
  if (parts.empty()) return true;
  if (parts.size() != 1 && parts.size() != each->size()) {
    reader->Add(field, Fault::kRightsCount, absl::StrCat(parts.size()), absl::StrCat(each->size()));
    return false;
  }
  for (std::size_t i = 0; i < each->size(); ++i) {
    Expression& part = (*each)[i][f];
    part.source = Expression::Source::kConstant;
    part.constant = parts.size() == 1 ? parts[0] : parts[i];
    part.dates = field.dates;
    part.pivot = field.pivot;
    part.amount = field.amount;
  }
  return true;
}

void ShareEqually(std::int64_t total_fen, std::vector<RowRight>* rights) {
  const std::vector<std::int64_t> weights(rights->size(), 1);
  const std::vector<Money> shares = Allocate(Money::OfFen(total_fen), weights);
  for (std::size_t i = 0; i < rights->size(); ++i) (*rights)[i].secured_fen = shares[i].fen();
}

// Several rights in one cell.
void ReadMany(const RightFields& fields, std::size_t count, RowReader* reader,
              std::vector<RowRight>* rights) {
  const Expression& secured = FieldOf(fields, FieldId::kSecuredAmount);
  absl::string_view amounts;
  const bool one_amount = reader->evaluator().Text(secured, &amounts) &&
                          SplitCell(reader->layout(), amounts).size() == 1;
  absl::string_view forms;
  const bool one_form = reader->evaluator().Text(FieldOf(fields, FieldId::kForm), &forms) &&
                        SplitCell(reader->layout(), forms, /*keep_empty=*/true).size() == 1;
  std::vector<RightFields> each(count);
  bool matched = true;
  for (std::size_t f = 0; f < fields.size(); ++f) {
    for (RightFields& one : each) one[f].header = fields[f].header;
    if (one_amount && &fields[f] == &secured) continue;
    matched = DealOut(fields[f], f, reader, &each) && matched;
  }
  if (!matched) return;
  std::vector<RowRight> own;
  for (const RightFields& one : each) ReadOne(one, reader, &own);
  // One form for all is meant for those that have a form.
  for (RowRight& right : own) {
    if (one_form && right.kind != IpKind::kGeographicalIndication) right.form = {};
  }
  std::int64_t fen = 0;
  if (one_amount && reader->ReadAmount(secured, Need::kOptional, &fen)) ShareEqually(fen, &own);
  std::move(own.begin(), own.end(), std::back_inserter(*rights));
}

}  // namespace

void ReadRights(RowReader* reader, std::vector<RowRight>* rights) {
  rights->clear();
  const BoundLayout& layout = reader->layout();
  bool any_group = false;
  for (const RightFields& fields : layout.rights) {
    if (layout.rights.size() > 1 && !IsFilled(fields, &reader->evaluator())) continue;
    any_group = true;
    absl::string_view number;
    absl::string_view kind;
    std::size_t count = 1;
    if (reader->evaluator().SourceText(FieldOf(fields, FieldId::kIpNumber), &number) &&
        HasSeparator(layout, number)) {
      count = std::max<std::size_t>(SplitCell(layout, number).size(), 1);
    } else if (number.empty() &&
               reader->evaluator().SourceText(FieldOf(fields, FieldId::kIpKind), &kind) &&
               HasSeparator(layout, kind)) {
      count = std::max<std::size_t>(SplitCell(layout, kind).size(), 1);
    }
    if (count > kRightsPerRowMax) {
      reader->Add(FieldOf(fields, FieldId::kIpNumber), Fault::kRightsCount, absl::StrCat(count),
                  absl::StrCat(kRightsPerRowMax));
      continue;
    }
    if (count == 1) {
      ReadOne(fields, reader, rights);
    } else {
      ReadMany(fields, count, reader, rights);
    }
  }
  if (!any_group) ReadOne(layout.rights.front(), reader, rights);
}

void ShareAmount(std::int64_t total_fen, RowReader* reader, std::vector<RowRight>* rights) {
  std::size_t without = 0;
  if (rights->empty()) return;
  for (const RowRight& right : *rights) {
    if (!right.secured_fen.has_value()) ++without;
  }
  if (without == 0) return;
  if (without < rights->size()) {
    reader->Add(FieldOf(reader->layout().rights.front(), FieldId::kSecuredAmount),
                Fault::kRightsAmounts, "");
    return;
  }
  if (total_fen <= 0) return;  // told as a problem of the amount itself, or by the server
  ShareEqually(total_fen, rights);
}

}  // namespace ippledge::client
