// Rows of loans: storage/rows.h.
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>

#include <cstdint>
#include <limits>
#include <optional>
#include <utility>

#include "ippledge/stored/v1/row.pb.h"
#include "storage/codec_cover.h"
#include "storage/codec_loan.h"
#include "storage/codec_reader.h"
#include "storage/message_bytes.h"
#include "storage/rows.h"
#include "storage/terms_bytes.h"

namespace ippledge::storage {
namespace {

template <typename T, typename FactMessages>
void StoreFacts(const std::vector<Fact<T>>& facts, FactMessages& messages) {
  for (const Fact<T>& fact : facts) {
    auto& message = *messages.Add();
    Store(fact.value, *message.mutable_value());
    message.set_entry(fact.entry);
    message.set_corrected_by(fact.corrected_by);
    message.set_voided(fact.voided);
    if (fact.recorded_as) Store(*fact.recorded_as, *message.mutable_recorded_as());
  }
}

template <typename FactMessages, typename T>
void ReadFacts(const FactMessages& messages, CodecReader& reader, std::vector<Fact<T>>& facts) {
  facts.reserve(static_cast<std::size_t>(messages.size()));
  for (const auto& message : messages) {
    reader.ExpectKnown(message);
    reader.Expect(message.has_value(), "fact without a value");
    Fact<T>& fact = facts.emplace_back();
    Read(message.value(), reader, fact.value);
    fact.entry = reader.ReadEntry(message.entry());
    fact.corrected_by = reader.ReadEntry(message.corrected_by(), 0);
    fact.voided = message.voided();
    if (message.has_recorded_as()) Read(message.recorded_as(), reader, fact.recorded_as.emplace());
  }
}

std::shared_ptr<const NewLoan> ReadTerms(const stored::v1::LoanRecorded& message,
                                         CodecReader& reader) {
  auto terms = std::make_shared<NewLoan>();
  Read(message, reader, *terms);
  return terms;
}

void StoreEntries(const std::vector<std::int64_t>& entries, stored::v1::LoanRow& message) {
  std::int64_t last = 0;
  for (const std::int64_t entry : entries) {
    message.add_entry_steps(entry - last);
    last = entry;
  }
}

void ReadEntries(const stored::v1::LoanRow& message, CodecReader& reader,
                 std::vector<std::int64_t>& entries) {
  reader.Expect(message.entry_steps_size() > 0, "loan without entries");
  entries.reserve(static_cast<std::size_t>(message.entry_steps_size()));
  std::int64_t last = 0;
  for (const std::int64_t step : message.entry_steps()) {
    if (step < 1 || step > std::numeric_limits<std::int64_t>::max() - last) {
      return reader.Lose("entry number");
    }
    last += step;
    entries.push_back(last);
  }
}

// Takes the last field off a row's bytes when it is the cover, as the encoder writes it.
std::optional<absl::string_view> TakeCover(absl::string_view& bytes) {
  using google::protobuf::internal::WireFormatLite;
  google::protobuf::io::CodedInputStream in(reinterpret_cast<const std::uint8_t*>(bytes.data()),
                                            static_cast<int>(bytes.size()));
  const auto position = [&] { return static_cast<std::size_t>(in.CurrentPosition()); };
  while (position() < bytes.size()) {
    const std::size_t begin = position();
    const std::uint32_t tag = in.ReadTag();
    if (tag != WireFormatLite::MakeTag(stored::v1::LoanRow::kCoverFieldNumber,
                                       WireFormatLite::WIRETYPE_LENGTH_DELIMITED)) {
      if (tag == 0 || !WireFormatLite::SkipField(&in, tag)) return std::nullopt;
      continue;
    }
    std::uint32_t size = 0;
    if (!in.ReadVarint32(&size) || size != bytes.size() - position()) return std::nullopt;
    const absl::string_view cover = bytes.substr(position());
    bytes = bytes.substr(0, begin);
    return cover;
  }
  return std::nullopt;
}

}  // namespace

struct LoanRowCodec::Messages {
  stored::v1::LoanRow row;
};

LoanRowCodec::LoanRowCodec() : messages_(std::make_unique<Messages>()) {}
LoanRowCodec::~LoanRowCodec() = default;

void LoanRowCodec::Encode(const Loan& loan, std::string& out) {
  stored::v1::LoanRow& row = messages_->row;
  row.Clear();
  if (loan.recorded_as) Store(*loan.recorded_as, *row.mutable_recorded_as());
  row.set_terms_corrected_by(loan.terms_corrected_by);
  row.set_voided(loan.voided);
  StoreEntries(loan.entries, row);
  StoreFacts(loan.further_draws, *row.mutable_further_draws());
  StoreFacts(loan.repayments, *row.mutable_repayments());
  StoreFacts(loan.extensions, *row.mutable_extensions());
  StoreFacts(loan.class_changes, *row.mutable_class_changes());
  StoreFacts(loan.registrations, *row.mutable_registrations());
  StoreFacts(loan.releases, *row.mutable_releases());
  // Terms and cover, the first and the last field, are the most of it: no message is made of them.
  out.push_back(static_cast<char>(kRowVersion));
  MessageBytes message(out);
  message.Nested(stored::v1::LoanRow::kTermsFieldNumber, [&] { AppendTerms(*loan.terms, out); });
  row.AppendToString(&out);
  if (loan.cover == nullptr) return;
  message.Nested(stored::v1::LoanRow::kCoverFieldNumber, [&] { AppendFields(*loan.cover, out); });
}

absl::StatusOr<LoanRef> LoanRowCodec::Decode(absl::string_view bytes) {
  stored::v1::LoanRow& row = messages_->row;
  if (bytes.empty() || static_cast<std::uint8_t>(bytes.front()) != kRowVersion ||
      bytes.size() > std::numeric_limits<int>::max()) {
    return absl::DataLossError("the bytes are no row of a loan");
  }
  bytes.remove_prefix(1);
  const std::optional<absl::string_view> cover_bytes = TakeCover(bytes);
  if (!row.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return absl::DataLossError("the bytes are no row of a loan");
  }
  CodecReader reader;
  auto loan = std::make_shared<Loan>();
  reader.ExpectKnown(row);
  loan->terms = ReadTerms(row.terms(), reader);
  if (row.has_recorded_as()) loan->recorded_as = ReadTerms(row.recorded_as(), reader);
  loan->terms_corrected_by = reader.ReadEntry(row.terms_corrected_by(), 0);
  loan->voided = row.voided();
  ReadEntries(row, reader, loan->entries);
  ReadFacts(row.further_draws(), reader, loan->further_draws);
  ReadFacts(row.repayments(), reader, loan->repayments);
  ReadFacts(row.extensions(), reader, loan->extensions);
  ReadFacts(row.class_changes(), reader, loan->class_changes);
  ReadFacts(row.registrations(), reader, loan->registrations);
  ReadFacts(row.releases(), reader, loan->releases);
  reader.Expect(!row.has_cover(), "order of fields");
  if (cover_bytes) {
    auto cover = std::make_shared<Cover>();
    ReadFields(*cover_bytes, "cover", reader, *cover);
    loan->cover = std::move(cover);
  }
  // Another version writes another version byte, so here even a newer field is damage.
  if (!reader.status().ok()) return absl::DataLossError(reader.status().message());
  return LoanRef(std::move(loan));
}

std::string EncodeLoanRow(const Loan& loan) {
  std::string bytes;
  LoanRowCodec().Encode(loan, bytes);
  return bytes;
}

absl::StatusOr<LoanRef> DecodeLoanRow(absl::string_view bytes) {
  return LoanRowCodec().Decode(bytes);
}

}  // namespace ippledge::storage
