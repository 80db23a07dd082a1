#include "storage/fund_facts.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <vector>

#include "ippledge/stored/v1/entry.pb.h"
#include "storage/codec.h"

namespace ippledge::storage {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

bool IsFundFacts(const Descriptor& type) {
  return &type == stored::v1::PortfolioFacts::descriptor() ||
         &type == stored::v1::TraceLine::descriptor() ||
         &type == stored::v1::FundAfter::descriptor() ||
         &type == stored::v1::FundFigures::descriptor();
}

// What others have enrolled of the firm and its group.
bool TakeOutEnrolled(stored::v1::EnrolmentFacts& facts) {
  const bool any = facts.enterprise_enrolled_fen() != 0 || facts.enterprise_year_fen() != 0 ||
                   facts.group_enrolled_fen() != 0;
  facts.clear_enterprise_enrolled_fen();
  facts.clear_enterprise_year_fen();
  facts.clear_group_enrolled_fen();
  return any;
}

// Takes them out of `message`; true when there were any.
bool TakeOut(Message& message) {
  if (message.GetDescriptor() == stored::v1::EnrolmentFacts::descriptor()) {
    return TakeOutEnrolled(static_cast<stored::v1::EnrolmentFacts&>(message));
  }
  const Reflection& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  bool found = false;
  for (const FieldDescriptor* field : fields) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (IsFundFacts(*field->message_type())) {
      reflection.ClearField(&message, field);
      found = true;
    } else if (!field->is_repeated()) {
      found = TakeOut(*reflection.MutableMessage(&message, field)) || found;
    } else {
      for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
        found = TakeOut(*reflection.MutableRepeatedMessage(&message, field, i)) || found;
      }
    }
  }
  return found;
}

bool Parse(absl::string_view bytes, stored::v1::Entry& entry) {
  return entry.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

}  // namespace

bool HoldsFundFacts(absl::string_view bytes) {
  stored::v1::Entry entry;
  return !Parse(bytes, entry) || TakeOut(entry);
}

std::string JsonWithoutFundFacts(absl::string_view bytes) {
  stored::v1::Entry entry;
  if (!Parse(bytes, entry)) return "";
  TakeOut(entry);
  entry.clear_salt();
  return EntryJson(entry.SerializeAsString());
}

}  // namespace ippledge::storage
