// storage/codec_loan.h: the nouns of a loan and their stored messages.
//
// Store() fills a cleared message; Read() sets a value and tells its reader what cannot be. The
// loan's id is stored apart from an event's value: StoreId() and ReadId(). In rows and inside a
// correction it stays empty: ExpectNoId().
#pragma once

#include "ippledge/stored/v1/entry.pb.h"
#include "ledger/loan.h"
#include "storage/codec_reader.h"

namespace ippledge::storage {

void Store(const Draw& draw, stored::v1::Draw& message);
void Store(const NewLoan& loan, stored::v1::LoanRecorded& message);
void Store(const Repayment& repayment, stored::v1::LoanRepaid& message);
void Store(const Extension& extension, stored::v1::LoanExtended& message);
void Store(const ClassChange& change, stored::v1::LoanClassChanged& message);
void Store(const PledgeRegistration& registration, stored::v1::PledgeRegistered& message);
void Store(const PledgeRelease& release, stored::v1::PledgeReleased& message);

void Read(const stored::v1::Draw& message, CodecReader& reader, Draw& draw);
void Read(const stored::v1::LoanRecorded& message, CodecReader& reader, NewLoan& loan);
void Read(const stored::v1::LoanRepaid& message, CodecReader& reader, Repayment& repayment);
void Read(const stored::v1::LoanExtended& message, CodecReader& reader, Extension& extension);
void Read(const stored::v1::LoanClassChanged& message, CodecReader& reader, ClassChange& change);
void Read(const stored::v1::PledgeRegistered& message, CodecReader& reader,
          PledgeRegistration& registration);
void Read(const stored::v1::PledgeReleased& message, CodecReader& reader, PledgeRelease& release);

template <typename Message>
void StoreId(const LoanId& id, Message& message) {
  message.set_bank(id.bank);
  message.set_contract_number(id.contract_number);
}

template <typename Message>
void ReadId(const Message& message, CodecReader& reader, LoanId& id) {
  reader.Expect(!message.bank().empty() && !message.contract_number().empty(), "loan id");
  id.bank = message.bank();
  id.contract_number = message.contract_number();
}

template <typename Message>
void ExpectNoId(const Message& message, CodecReader& reader) {
  reader.Expect(message.bank().empty() && message.contract_number().empty(), "second loan id");
}

}  // namespace ippledge::storage
