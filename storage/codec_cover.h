// storage/codec_cover.h: terms, cover, claims and recoveries, and their stored messages.
//
// Their lists of fields (ledger/fields.h) and the schema say the same bytes. Reading goes through
// both, so that the schema cannot fall behind unnoticed; what is written often is written by the
// list alone, and tests compare. Store() fills a cleared message; Read() sets a value and tells its
// reader what cannot be.
#pragma once

#include <google/protobuf/message.h>

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "ippledge/stored/v1/cover.pb.h"
#include "ledger/check.h"
#include "ledger/cover_fields.h"
#include "ledger/cover_sums.h"
#include "ledger/reconciliation_fields.h"
#include "storage/codec_reader.h"
#include "storage/utf8_texts.h"

namespace ippledge::storage {

// Precondition (checked): texts are UTF-8.
template <HasFields T>
void StoreFields(const T& value, google::protobuf::Message& message) {
  IPPLEDGE_CHECK(message.ParseFromString(WireOf(value)));
}

// Appends what the message of `value` serialises to. Precondition (checked): texts are UTF-8.
template <HasFields T>
void AppendFields(const T& value, std::string& out) {
  IPPLEDGE_CHECK(HasUtf8Texts(value));
  AppendWire(value, out);
}

// Sets `value` to what `bytes` say. `name` must live for ever.
template <HasFields T>
void ReadFields(absl::string_view bytes, absl::string_view name, CodecReader& reader, T& value) {
  const absl::Status status = ReadWire(bytes, value);
  if (status.ok()) return reader.Expect(HasUtf8Texts(value), name);
  if (absl::IsFailedPrecondition(status)) {
    reader.Newer(name);
  } else {
    reader.Lose(name);
  }
}
template <HasFields T>
void ReadFields(const google::protobuf::Message& message, CodecReader& reader, T& value) {
  ReadFields(message.SerializeAsString(), message.GetDescriptor()->name(), reader, value);
}

void ExpectWhole(const LoanId& loan, CodecReader& reader);
void ExpectWhole(const Judgement& judgement, CodecReader& reader);

// Parts without which nothing can be done with an event.
template <typename E>
void ExpectWhole(const E& event, CodecReader& reader) {
  const auto& what = event.what;
  if constexpr (requires { what.policy; }) reader.Expect(what.policy != nullptr, "policy");
  if constexpr (requires { what.loan; }) ExpectWhole(what.loan, reader);
  if constexpr (requires { what.step; }) reader.Expect(what.step != WorkStep(), "step");
  if constexpr (requires { what.decision; }) {
    reader.Expect(what.decision != StepDecision(), "decision");
  }
  if constexpr (requires { what.closing; }) {
    reader.Expect(what.closing != RecoveryClosing(), "closing");
  }
  if constexpr (requires { what.report; }) {
    reader.Expect(what.report.kind != RiskKind(), "kind of risk");
  }
  if constexpr (requires { what.figure; }) {
    reader.Expect(what.figure.kind != FigureKind(), "kind of a figure");
  }
  if constexpr (requires { what.recovery; }) {
    reader.Expect(what.recovery.source != RecoverySource(), "source of a recovery");
  }
  if constexpr (requires { event.judgement.facts; }) {
    ExpectWhole(event.judgement, reader);
  } else if constexpr (requires { event.judgement->facts; }) {
    if (event.judgement) ExpectWhole(*event.judgement, reader);
  }
  if constexpr (requires { event.orders; }) {
    for (const auto& order : event.orders) ExpectWhole(order.loan, reader);
  }
}

// Events whose command has a list of fields.
template <typename E>
concept EventOfFields = HasFields<E> && requires(E& event) {
  {event.what};
};

template <EventOfFields E>
void Store(const E& event, google::protobuf::Message& message) {
  StoreFields(event, message);
}
template <EventOfFields E>
void Read(const google::protobuf::Message& message, CodecReader& reader, E& event) {
  ReadFields(message, reader, event);
  ExpectWhole(event, reader);
}

void Store(const CoverTotals& totals, stored::v1::CoverTotals& message);
void Read(const stored::v1::CoverTotals& message, CodecReader& reader, CoverTotals& totals);

}  // namespace ippledge::storage
