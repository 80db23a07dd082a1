#include "proto/wire/details.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <algorithm>
#include <limits>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "ippledge/details/v1/details.pb.h"
#include "ledger/check.h"
#include "ledger/refusal.h"
#include "ledger/text.h"

namespace ippledge::wire {
namespace {

constexpr absl::string_view kTypeUrlPrefix = "type.googleapis.com/google.rpc.";
constexpr absl::string_view kDomain = "ippledge";
constexpr absl::string_view kFieldKey = "field";
constexpr absl::string_view kMoreKey = "violations_more";
// The message travels in the trailer "grpc-message" too.
constexpr int kMessageBytesMax = 1024;

// Maps in a fixed order, so that one refusal always gives the same bytes.
std::string Serialize(const google::protobuf::Message& message) {
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  message.SerializeToCodedStream(&coded);
  coded.Trim();
  return bytes;
}

// Packs `message` under its public name: that of our copy without the package.
void Pack(const google::protobuf::Message& message, details::v1::Status& status) {
  google::protobuf::Any& any = *status.add_details();
  any.set_type_url(absl::StrCat(kTypeUrlPrefix, message.GetDescriptor()->name()));
  any.set_value(Serialize(message));
}

// Sets `message` when `any` is one of its kind.
bool Unpack(const google::protobuf::Any& any, google::protobuf::Message& message) {
  return any.type_url() == absl::StrCat(kTypeUrlPrefix, message.GetDescriptor()->name()) &&
         message.ParseFromString(any.value());
}

void PackErrorInfo(const Violation& first, int more, details::v1::Status& status) {
  details::v1::ErrorInfo info;
  info.set_reason(std::string(RowOf(first.reason).name));
  info.set_domain(std::string(kDomain));
  auto& metadata = *info.mutable_metadata();
  for (const auto& [key, value] : first.metadata) metadata[key] = value;
  if (!first.field.empty()) metadata[std::string(kFieldKey)] = first.field;
  if (more > 0) metadata[std::string(kMoreKey)] = absl::StrCat(more);
  Pack(info, status);
}

// The list that fits the code, if any.
void PackViolations(absl::StatusCode code, const std::vector<Violation>& violations,
                    details::v1::Status& status) {
  switch (code) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kOutOfRange: {
      details::v1::BadRequest list;
      for (const Violation& violation : violations) {
        details::v1::BadRequest::FieldViolation& to = *list.add_field_violations();
        to.set_field(violation.field);
        to.set_description(EnglishText(violation));
        to.set_reason(std::string(RowOf(violation.reason).name));
      }
      return Pack(list, status);
    }
    case absl::StatusCode::kFailedPrecondition: {
      details::v1::PreconditionFailure list;
      for (const Violation& violation : violations) {
        details::v1::PreconditionFailure::Violation& to = *list.add_violations();
        to.set_type(std::string(RowOf(violation.reason).name));
        to.set_subject(violation.field);
        to.set_description(EnglishText(violation));
      }
      return Pack(list, status);
    }
    case absl::StatusCode::kResourceExhausted: {
      details::v1::QuotaFailure list;
      for (const Violation& violation : violations) {
        details::v1::QuotaFailure::Violation& to = *list.add_violations();
        to.set_subject(violation.field);
        to.set_description(EnglishText(violation));
      }
      return Pack(list, status);
    }
    default:
      return;
  }
}

// What the refusal itself says, else `otherwise`.
absl::Duration RetryDelayOf(const std::vector<Violation>& violations, absl::Duration otherwise) {
  if (violations.empty()) return otherwise;
  for (const auto& [key, value] : violations.front().metadata) {
    std::int64_t ms = 0;
    if (key == "retry_after_ms" && absl::SimpleAtoi(value, &ms)) return absl::Milliseconds(ms);
  }
  return otherwise;
}

void PackRetryInfo(absl::Duration delay, details::v1::Status& status) {
  details::v1::RetryInfo info;
  google::protobuf::Duration& duration = *info.mutable_retry_delay();
  absl::Duration rest;
  duration.set_seconds(absl::IDivDuration(delay, absl::Seconds(1), &rest));
  duration.set_nanos(static_cast<std::int32_t>(absl::ToInt64Nanoseconds(rest)));
  Pack(info, status);
}

void PackLocalizedMessage(const std::vector<Violation>& violations, Locale locale,
                          details::v1::Status& status) {
  details::v1::LocalizedMessage message;
  message.set_locale(std::string(NameOf(locale)));
  message.set_message(
      absl::StrJoin(violations, "\n", [&](std::string* out, const Violation& violation) {
        out->append(locale == Locale::kChinese ? ChineseText(violation) : EnglishText(violation));
      }));
  Pack(message, status);
}

}  // namespace

absl::string_view NameOf(Locale locale) { return locale == Locale::kChinese ? "zh-CN" : "en"; }

Locale LocaleFor(absl::string_view preferences) {
  for (absl::string_view range : absl::StrSplit(preferences, ',')) {
    range = absl::StripAsciiWhitespace(range);
    if (absl::StartsWithIgnoreCase(range, "zh")) return Locale::kChinese;
    if (absl::StartsWithIgnoreCase(range, "en")) return Locale::kEnglish;
  }
  return Locale::kChinese;
}

std::string EncodeDetails(const absl::Status& status, Locale locale, absl::Duration retry_delay) {
  IPPLEDGE_CHECK(!status.ok());
  std::vector<Violation> violations = ViolationsOf(status);
  int more = ViolationsMoreOf(status);
  const bool retry = status.code() == absl::StatusCode::kResourceExhausted ||
                     status.code() == absl::StatusCode::kUnavailable;
  while (true) {
    details::v1::Status message;
    message.set_code(static_cast<int>(status.code()));
    message.set_message(std::string(CutToBytes(status.message(), kMessageBytesMax)));
    if (!violations.empty()) {
      PackErrorInfo(violations.front(), more, message);
      PackViolations(status.code(), violations, message);
    }
    if (retry) PackRetryInfo(RetryDelayOf(violations, retry_delay), message);
    if (!violations.empty()) PackLocalizedMessage(violations, locale, message);
    std::string bytes = Serialize(message);
    if (bytes.size() <= kDetailsBytesMax) return bytes;
    IPPLEDGE_CHECK(!violations.empty());
    violations.pop_back();
    ++more;
  }
}

namespace {

// What is common to the lines of the three lists.
void AddLine(absl::string_view reason, absl::string_view field, absl::string_view text,
             Details& details) {
  details.lines.push_back(
      {std::string(reason), std::string(field), std::string(text), std::string()});
}

void ReadErrorInfo(const details::v1::ErrorInfo& info, Details& details) {
  details.reason = info.reason();
  details.domain = info.domain();
  details.metadata.assign(info.metadata().begin(), info.metadata().end());
  std::sort(details.metadata.begin(), details.metadata.end());
}

std::string MetadataOf(const Details& details, absl::string_view key) {
  for (const auto& [name, value] : details.metadata) {
    if (name == key) return value;
  }
  return "";
}

absl::StatusCode CodeOf(int number) {
  return number > 0 && number <= 16 ? static_cast<absl::StatusCode>(number)
                                    : absl::StatusCode::kUnknown;
}

// Gives the lines what ErrorInfo and LocalizedMessage say of them.
void CompleteLines(absl::string_view localized, Details& details) {
  if (details.lines.empty()) {
    if (details.reason.empty() && localized.empty()) return;
    AddLine("", MetadataOf(details, kFieldKey), details.message, details);
  }
  details.lines.front().reason = details.reason;
  if (localized.empty()) return;
  // One line of text for each, unless another server wrote it.
  const std::vector<absl::string_view> texts = absl::StrSplit(localized, '\n');
  if (texts.size() != details.lines.size()) {
    details.lines.front().localized = std::string(localized);
    return;
  }
  for (std::size_t i = 0; i < texts.size(); ++i) {
    details.lines[i].localized = std::string(texts[i]);
  }
}

}  // namespace

absl::StatusOr<Details> DecodeDetails(absl::string_view bytes) {
  details::v1::Status status;
  if (bytes.size() > std::numeric_limits<int>::max() ||
      !status.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return absl::DataLossError("the trailer holds no status");
  }
  Details details;
  details.code = CodeOf(status.code());
  details.message = status.message();
  std::string localized;
  for (const google::protobuf::Any& any : status.details()) {
    details::v1::ErrorInfo info;
    details::v1::BadRequest bad;
    details::v1::PreconditionFailure precondition;
    details::v1::QuotaFailure quota;
    details::v1::RetryInfo retry;
    details::v1::LocalizedMessage text;
    if (Unpack(any, info)) {
      ReadErrorInfo(info, details);
    } else if (Unpack(any, bad)) {
      for (const auto& v : bad.field_violations())
        AddLine(v.reason(), v.field(), v.description(), details);
    } else if (Unpack(any, precondition)) {
      for (const auto& v : precondition.violations()) {
        AddLine(v.type(), v.subject(), v.description(), details);
      }
    } else if (Unpack(any, quota)) {
      for (const auto& v : quota.violations()) AddLine("", v.subject(), v.description(), details);
    } else if (Unpack(any, retry)) {
      details.retry_delay = absl::Seconds(retry.retry_delay().seconds()) +
                            absl::Nanoseconds(retry.retry_delay().nanos());
    } else if (Unpack(any, text)) {
      details.locale = text.locale();
      localized = text.message();
    }
  }
  CompleteLines(localized, details);
  if (!absl::SimpleAtoi(MetadataOf(details, kMoreKey), &details.violations_more)) {
    details.violations_more = 0;
  }
  return details;
}

}  // namespace ippledge::wire
