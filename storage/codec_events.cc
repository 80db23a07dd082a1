#include "storage/codec_events.h"

#include <memory>
#include <utility>
#include <variant>

#include "storage/codec_fund.h"
#include "storage/codec_loan.h"
#include "storage/codec_programme.h"

namespace ippledge::storage {

void Store(const ProgrammeFounded& event, stored::v1::ProgrammeFounded& message) {
  Store(event.what.programme, event.what.constitution, message);
}
void Read(const stored::v1::ProgrammeFounded& message, CodecReader& reader,
          ProgrammeFounded& event) {
  Read(message, reader, event.what.programme, event.what.constitution);
}

void Store(const BodyRegistered& event, stored::v1::BodyRegistered& message) {
  Store(event.what.body, *message.mutable_body());
}
void Read(const stored::v1::BodyRegistered& message, CodecReader& reader, BodyRegistered& event) {
  reader.ExpectKnown(message);
  Read(message.body(), reader, event.what.body);
}

void Store(const BodyAmended& event, stored::v1::BodyAmended& message) {
  Store(event.what.body, *message.mutable_body());
  message.set_reason(event.what.reason);
}
void Read(const stored::v1::BodyAmended& message, CodecReader& reader, BodyAmended& event) {
  reader.ExpectKnown(message);
  Read(message.body(), reader, event.what.body);
  event.what.reason = message.reason();
}

void Store(const OpeningFigureRecorded& event, stored::v1::OpeningFigureRecorded& message) {
  Store(event.what.figure, message);
}
void Read(const stored::v1::OpeningFigureRecorded& message, CodecReader& reader,
          OpeningFigureRecorded& event) {
  Read(message, reader, event.what.figure);
}

void Store(const DayTurned& event, stored::v1::DayTurned& message) {
  message.set_date(event.what.date.days());
}
void Read(const stored::v1::DayTurned& message, CodecReader& reader, DayTurned& event) {
  reader.ExpectKnown(message);
  event.what.date = reader.ReadDate(message.date());
}

void Store(const TotalsRecorded& event, stored::v1::TotalsRecorded& message) {
  Store(event.headline, *message.mutable_headline());
  message.set_state_hash(event.what.state_hash.data(), event.what.state_hash.size());
  if (event.fund) Store(*event.fund, *message.mutable_fund());
  if (event.cover) Store(*event.cover, *message.mutable_cover());
}
void Read(const stored::v1::TotalsRecorded& message, CodecReader& reader, TotalsRecorded& event) {
  reader.ExpectKnown(message);
  reader.Expect(message.has_headline(), "totals without sums");
  Read(message.headline(), reader, event.headline);
  reader.ReadBytes(message.state_hash(), "state hash", event.what.state_hash);
  event.fund.reset();
  if (message.has_fund()) Read(message.fund(), reader, event.fund.emplace());
  event.cover.reset();
  if (message.has_cover()) Read(message.cover(), reader, event.cover.emplace());
}

void Store(const ReportPublished& event, stored::v1::ReportPublished& message) {
  StoreReport(event.what.month, event.what.at, event.what.figures, message);
}
void Read(const stored::v1::ReportPublished& message, CodecReader& reader, ReportPublished& event) {
  ReadReport(message, reader, event.what.month, event.what.at, event.what.figures);
}

void Store(const TailWasCut& event, stored::v1::TailCut& message) {
  message.set_bytes(event.what.bytes);
  message.set_operator_word(event.what.operator_word);
}
void Read(const stored::v1::TailCut& message, CodecReader& reader, TailWasCut& event) {
  reader.ExpectKnown(message);
  reader.Expect(message.bytes() >= 0, "length of a tail");
  event.what.bytes = message.bytes();
  event.what.operator_word = message.operator_word();
}

void Store(const LoanRecorded& event, stored::v1::LoanRecorded& message) {
  Store(*event.what.loan, message);
  for (const std::int32_t index : event.rights_pledged_before) {
    message.add_rights_pledged_before(index);
  }
}
void Read(const stored::v1::LoanRecorded& message, CodecReader& reader, LoanRecorded& event) {
  auto loan = std::make_shared<NewLoan>();
  Read(message, reader, *loan);
  event.what.loan = std::move(loan);
  event.rights_pledged_before.assign(message.rights_pledged_before().begin(),
                                     message.rights_pledged_before().end());
  for (const std::int32_t index : event.rights_pledged_before) {
    reader.Expect(index >= 0 && index < message.rights_size(), "index of a right");
  }
}

void Store(const LoanDrawn& event, stored::v1::LoanDrawn& message) {
  StoreId(event.what.loan, message);
  Store(event.what.draw, *message.mutable_draw());
}
void Read(const stored::v1::LoanDrawn& message, CodecReader& reader, LoanDrawn& event) {
  reader.ExpectKnown(message);
  reader.Expect(message.has_draw(), "draw without its terms");
  ReadId(message, reader, event.what.loan);
  Read(message.draw(), reader, event.what.draw);
}

void Store(const LoanRepaid& event, stored::v1::LoanRepaid& message) {
  StoreId(event.what.loan, message);
  Store(event.what.repayment, message);
}
void Read(const stored::v1::LoanRepaid& message, CodecReader& reader, LoanRepaid& event) {
  ReadId(message, reader, event.what.loan);
  Read(message, reader, event.what.repayment);
}

void Store(const LoanExtended& event, stored::v1::LoanExtended& message) {
  StoreId(event.what.loan, message);
  Store(event.what.extension, message);
}
void Read(const stored::v1::LoanExtended& message, CodecReader& reader, LoanExtended& event) {
  ReadId(message, reader, event.what.loan);
  Read(message, reader, event.what.extension);
}

void Store(const LoanClassChanged& event, stored::v1::LoanClassChanged& message) {
  StoreId(event.what.loan, message);
  Store(event.what.class_change, message);
}
void Read(const stored::v1::LoanClassChanged& message, CodecReader& reader,
          LoanClassChanged& event) {
  ReadId(message, reader, event.what.loan);
  Read(message, reader, event.what.class_change);
}

void Store(const PledgeRegistered& event, stored::v1::PledgeRegistered& message) {
  StoreId(event.what.loan, message);
  Store(event.what.registration, message);
}
void Read(const stored::v1::PledgeRegistered& message, CodecReader& reader,
          PledgeRegistered& event) {
  ReadId(message, reader, event.what.loan);
  Read(message, reader, event.what.registration);
}

void Store(const PledgeReleased& event, stored::v1::PledgeReleased& message) {
  StoreId(event.what.loan, message);
  Store(event.what.release, message);
}
void Read(const stored::v1::PledgeReleased& message, CodecReader& reader, PledgeReleased& event) {
  ReadId(message, reader, event.what.loan);
  Read(message, reader, event.what.release);
}

namespace {

struct ReplacementStorer {
  stored::v1::LoanCorrected& message;

  void operator()(std::monostate) const {}
  void operator()(const std::shared_ptr<const NewLoan>& loan) const {
    Store(*loan, *message.mutable_loan());
  }
  void operator()(const Draw& draw) const { Store(draw, *message.mutable_draw()); }
  void operator()(const Repayment& repayment) const {
    Store(repayment, *message.mutable_repayment());
  }
  void operator()(const Extension& extension) const {
    Store(extension, *message.mutable_extension());
  }
  void operator()(const ClassChange& change) const {
    Store(change, *message.mutable_class_change());
  }
  void operator()(const PledgeRegistration& registration) const {
    Store(registration, *message.mutable_pledge_registration());
  }
  void operator()(const PledgeRelease& release) const {
    Store(release, *message.mutable_pledge_release());
  }
};

// Sets `replacement` to a value of type T.
template <typename T, typename Message>
void ReadReplacement(const Message& message, CodecReader& reader, Replacement& replacement) {
  if constexpr (!std::is_same_v<T, Draw>) ExpectNoId(message, reader);
  Read(message, reader, replacement.emplace<T>());
}

}  // namespace

void Store(const LoanCorrected& event, stored::v1::LoanCorrected& message) {
  StoreId(event.what.loan, message);
  message.set_corrects_entry(event.what.corrects_entry);
  message.set_reason(event.what.reason);
  std::visit(ReplacementStorer{message}, event.what.replacement);
}

void Read(const stored::v1::LoanCorrected& message, CodecReader& reader, LoanCorrected& event) {
  reader.ExpectKnown(message);
  ReadId(message, reader, event.what.loan);
  event.what.corrects_entry = reader.ReadEntry(message.corrects_entry());
  event.what.reason = message.reason();
  Replacement& replacement = event.what.replacement;
  switch (message.replacement_case()) {
    case stored::v1::LoanCorrected::REPLACEMENT_NOT_SET:
      replacement = std::monostate();
      break;
    case stored::v1::LoanCorrected::kLoan: {
      auto loan = std::make_shared<NewLoan>();
      Read(message.loan(), reader, *loan);
      reader.Expect(message.loan().rights_pledged_before_size() == 0, "index of a right");
      replacement = std::shared_ptr<const NewLoan>(std::move(loan));
      break;
    }
    case stored::v1::LoanCorrected::kDraw:
      ReadReplacement<Draw>(message.draw(), reader, replacement);
      break;
    case stored::v1::LoanCorrected::kRepayment:
      ReadReplacement<Repayment>(message.repayment(), reader, replacement);
      break;
    case stored::v1::LoanCorrected::kExtension:
      ReadReplacement<Extension>(message.extension(), reader, replacement);
      break;
    case stored::v1::LoanCorrected::kClassChange:
      ReadReplacement<ClassChange>(message.class_change(), reader, replacement);
      break;
    case stored::v1::LoanCorrected::kPledgeRegistration:
      ReadReplacement<PledgeRegistration>(message.pledge_registration(), reader, replacement);
      break;
    case stored::v1::LoanCorrected::kPledgeRelease:
      ReadReplacement<PledgeRelease>(message.pledge_release(), reader, replacement);
      break;
  }
}

void Store(const BatchRecorded& event, stored::v1::BatchRecorded& message) {
  message.set_first_entry(event.first_entry);
  message.set_recorded_rows(event.recorded_rows);
  for (const BatchRow& row : event.rows) Store(row, *message.add_rows());
}

void Read(const stored::v1::BatchRecorded& message, CodecReader& reader, BatchRecorded& event) {
  reader.ExpectKnown(message);
  reader.Expect(message.recorded_rows() >= 0, "count of rows");
  event.first_entry = reader.ReadEntry(message.first_entry(), 0);
  event.recorded_rows = message.recorded_rows();
  event.rows.resize(static_cast<std::size_t>(message.rows_size()));
  for (int i = 0; i < message.rows_size(); ++i) {
    Read(message.rows(i), reader, event.rows[static_cast<std::size_t>(i)]);
  }
}

}  // namespace ippledge::storage
