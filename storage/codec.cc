#include "storage/codec.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/wire_format_lite.h>

#include <array>
#include <cstdint>
#include <type_traits>
#include <utility>
#include <variant>

#include "absl/container/inlined_vector.h"
#include "ippledge/stored/v1/entry.pb.h"
#include "storage/codec_events.h"
#include "storage/codec_reader.h"
#include "storage/message_bytes.h"
#include "storage/terms_bytes.h"

namespace ippledge::storage {
namespace {

using google::protobuf::MessageLite;
using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;
using google::protobuf::io::CodedOutputStream;

constexpr std::uint32_t TagOf(int field) {
  return static_cast<std::uint32_t>(field) << 3 | WireFormatLite::WIRETYPE_LENGTH_DELIMITED;
}
constexpr std::uint32_t kEventsTag = TagOf(stored::v1::Entry::kEventsFieldNumber);

// Place of T among the alternatives of a variant.
template <typename T, typename... Alternatives>
constexpr std::size_t PlaceOf(const std::variant<Alternatives...>*) {
  std::size_t place = 0;
  ((!std::is_same_v<T, Alternatives> && ++place) && ...);
  return place;
}

// Grows `out` by `size` bytes and returns where they begin.
std::uint8_t* Grow(std::size_t size, std::string& out) {
  const std::size_t begin = out.size();
  out.resize(begin + size);
  return reinterpret_cast<std::uint8_t*>(out.data() + begin);
}

template <std::size_t Size>
absl::string_view ViewOf(const std::array<std::uint8_t, Size>& bytes) {
  return absl::string_view(reinterpret_cast<const char*>(bytes.data()), Size);
}

// As field `events` of the entry: an Event whose field `kind` is `message`.
void AppendEvent(int kind, const MessageLite& message, std::string& out) {
  const auto size = static_cast<std::uint32_t>(message.ByteSizeLong());
  const std::uint32_t tag = TagOf(kind);
  const auto event_size = static_cast<std::uint32_t>(CodedOutputStream::VarintSize32(tag) +
                                                     CodedOutputStream::VarintSize32(size) + size);
  const std::size_t whole = CodedOutputStream::VarintSize32(kEventsTag) +
                            CodedOutputStream::VarintSize32(event_size) + event_size;
  std::uint8_t* at = Grow(whole, out);
  at = CodedOutputStream::WriteVarint32ToArray(kEventsTag, at);
  at = CodedOutputStream::WriteVarint32ToArray(event_size, at);
  at = CodedOutputStream::WriteVarint32ToArray(tag, at);
  at = CodedOutputStream::WriteVarint32ToArray(size, at);
  message.SerializeWithCachedSizesToArray(at);
}

// The parts of an entry's bytes: fields below `events`, each event, fields above.
struct Parts {
  absl::string_view head;
  absl::InlinedVector<absl::string_view, 1> events;
  absl::string_view tail;
};

// False when `bytes` are no message with its events in one run, as the encoder writes them.
bool Split(absl::string_view bytes, Parts& parts) {
  CodedInputStream in(reinterpret_cast<const std::uint8_t*>(bytes.data()),
                      static_cast<int>(bytes.size()));
  const auto position = [&] { return static_cast<std::size_t>(in.CurrentPosition()); };
  std::size_t run_begin = bytes.size();
  std::size_t run_end = bytes.size();
  while (position() < bytes.size()) {
    const std::size_t begin = position();
    const std::uint32_t tag = in.ReadTag();
    if (tag != kEventsTag) {
      if (tag == 0 || !WireFormatLite::SkipField(&in, tag)) return false;
      continue;
    }
    std::uint32_t size = 0;
    if (!in.ReadVarint32(&size) || size > bytes.size() - position()) return false;
    if (parts.events.empty()) {
      run_begin = begin;
    } else if (begin != run_end) {
      return false;
    }
    parts.events.push_back(bytes.substr(position(), size));
    if (!in.Skip(static_cast<int>(size))) return false;
    run_end = position();
  }
  parts.head = bytes.substr(0, run_begin);
  parts.tail = bytes.substr(run_end);
  return true;
}

bool Parse(absl::string_view bytes, MessageLite& message) {
  return message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

bool ParseMore(absl::string_view bytes, MessageLite& message) {
  CodedInputStream in(reinterpret_cast<const std::uint8_t*>(bytes.data()),
                      static_cast<int>(bytes.size()));
  return message.MergeFromCodedStream(&in) && in.ConsumedEntireMessage();
}

// Reads the event of the kind at `Index` in Event, when that is `kind`.
template <std::size_t Index>
bool ReadEventAs(int kind, absl::string_view bytes, EventMessages& messages, CodecReader& reader,
                 Event& event) {
  if (kEventKindNumbers[Index] != kind) return false;
  auto& message = std::get<Index>(messages);
  if (!Parse(bytes, message)) {
    reader.Lose("event");
  } else {
    Read(message, reader, event.emplace<Index>());
  }
  return true;
}

template <std::size_t... Index>
bool ReadEventAsAny(std::index_sequence<Index...>, int kind, absl::string_view bytes,
                    EventMessages& messages, CodecReader& reader, Event& event) {
  return (ReadEventAs<Index>(kind, bytes, messages, reader, event) || ...);
}

// `bytes` are a stored.v1.Event.
void ReadEvent(absl::string_view bytes, EventMessages& messages, CodecReader& reader,
               Event& event) {
  CodedInputStream in(reinterpret_cast<const std::uint8_t*>(bytes.data()),
                      static_cast<int>(bytes.size()));
  const std::uint32_t tag = in.ReadTag();
  std::uint32_t size = 0;
  if (tag == 0) return reader.Lose("event");
  if (WireFormatLite::GetTagWireType(tag) != WireFormatLite::WIRETYPE_LENGTH_DELIMITED) {
    return reader.Newer("event");
  }
  if (!in.ReadVarint32(&size)) return reader.Lose("event");
  const absl::string_view body = bytes.substr(static_cast<std::size_t>(in.CurrentPosition()));
  if (size > body.size()) return reader.Lose("event");
  if (size < body.size()) return reader.Newer("event");
  constexpr auto kPlaces = std::make_index_sequence<std::variant_size_v<Event>>();
  if (!ReadEventAsAny(kPlaces, WireFormatLite::GetTagFieldNumber(tag), body, messages, reader,
                      event)) {
    reader.Newer("kind of event");
  }
}

// All of `message` but its events.
void ReadEnvelope(const stored::v1::Entry& message, CodecReader& reader, Entry& entry) {
  reader.ExpectKnown(message);
  if (!message.sender_signature().empty()) reader.Newer("sender's signature");
  if (message.rules_version() > kRulesVersion) reader.Newer("rules");
  entry.number = reader.ReadEntry(message.number());
  reader.Expect(message.commit_time_ms() >= 0, "commit time");
  entry.commit_time_ms = message.commit_time_ms();
  entry.business_date = reader.ReadDate(message.business_date());
  reader.Expect(!message.organisation().empty(), "organisation");
  entry.caller.organisation = message.organisation();
  entry.caller.role = reader.ReadEnum<Role>(message.role(), kRoleCount, "role");
  entry.caller.person = message.person();
  entry.caller.second_person = message.second_person();
  entry.has_request_id = !message.request_id().empty();
  entry.request_id.fill(0);
  entry.fingerprint.fill(0);
  if (entry.has_request_id || !message.fingerprint().empty()) {
    reader.ReadBytes(message.request_id(), "request id", entry.request_id);
    reader.ReadBytes(message.fingerprint(), "fingerprint", entry.fingerprint);
  }
  reader.Expect(message.rules_version() >= 1, "rules version");
  entry.rules_version = message.rules_version();
  reader.ReadBytes(message.salt(), "salt", entry.salt);
  entry.counted_total = message.counted_total();
}

}  // namespace

struct EntryEncoder::Messages {
  EventMessages events;
};

EntryEncoder::EntryEncoder() : messages_(std::make_unique<Messages>()) {}
EntryEncoder::~EntryEncoder() = default;

std::size_t EntryEncoder::Encode(const Entry& entry, absl::string_view terms, std::string& out) {
  using Fields = stored::v1::Entry;
  const std::size_t begin = out.size();
  // Every entry has these: written without a message.
  MessageBytes message(out);
  message.Integer(Fields::kNumberFieldNumber, entry.number);
  message.Integer(Fields::kCommitTimeMsFieldNumber, entry.commit_time_ms);
  message.Signed(Fields::kBusinessDateFieldNumber, entry.business_date.days());
  message.Bytes(Fields::kOrganisationFieldNumber, entry.caller.organisation);
  message.Integer(Fields::kRoleFieldNumber, static_cast<std::int64_t>(entry.caller.role));
  message.Bytes(Fields::kPersonFieldNumber, entry.caller.person);
  message.Bytes(Fields::kSecondPersonFieldNumber, entry.caller.second_person);
  if (entry.has_request_id) {
    message.Bytes(Fields::kRequestIdFieldNumber, ViewOf(entry.request_id));
    message.Bytes(Fields::kFingerprintFieldNumber, ViewOf(entry.fingerprint));
  }
  message.Integer(Fields::kRulesVersionFieldNumber, entry.rules_version);

  if (!terms.empty()) {
    AppendRecordedEvent(terms, std::get<LoanRecorded>(entry.events[0]).rights_pledged_before, out);
  }
  for (const Event& event : entry.events) {
    if (!terms.empty()) break;
    std::visit(
        [&]<typename Alternative>(const Alternative& alternative) {
          constexpr std::size_t kPlace = PlaceOf<Alternative>(static_cast<Event*>(nullptr));
          constexpr int kKind = kEventKindNumbers[kPlace];
          if constexpr (EventOfFields<Alternative>) {
            // A judgement is large: no message is made of it.
            message.Nested(Fields::kEventsFieldNumber,
                           [&] { message.Nested(kKind, [&] { AppendFields(alternative, out); }); });
          } else {
            auto& stored = std::get<kPlace>(messages_->events);
            stored.Clear();
            Store(alternative, stored);
            AppendEvent(kKind, stored, out);
          }
        },
        event);
  }

  message.Bytes(Fields::kSaltFieldNumber, ViewOf(entry.salt));
  message.Signed(Fields::kCountedTotalFieldNumber, entry.counted_total);
  return out.size() - begin;
}

struct EntryDecoder::Messages {
  stored::v1::Entry envelope;
  EventMessages events;
};

EntryDecoder::EntryDecoder() : messages_(std::make_unique<Messages>()) {}
EntryDecoder::~EntryDecoder() = default;

absl::Status EntryDecoder::Decode(absl::string_view bytes, Entry& entry) {
  CodecReader reader;
  Parts parts;
  stored::v1::Entry& envelope = messages_->envelope;
  if (!Split(bytes, parts) || !Parse(parts.head, envelope) || !ParseMore(parts.tail, envelope)) {
    return absl::DataLossError("the bytes are no entry");
  }
  ReadEnvelope(envelope, reader, entry);
  reader.Expect(!parts.events.empty(), "entry without events");
  entry.events.resize(parts.events.size());
  for (std::size_t i = 0; i < parts.events.size(); ++i) {
    ReadEvent(parts.events[i], messages_->events, reader, entry.events[i]);
    // The day of founding is the entry's own.
    if (auto* founded = std::get_if<ProgrammeFounded>(&entry.events[i])) {
      founded->what.today = entry.business_date;
    }
  }
  return reader.status();
}

absl::StatusOr<Entry> DecodeEntry(absl::string_view bytes) {
  EntryDecoder decoder;
  Entry entry;
  if (absl::Status status = decoder.Decode(bytes, entry); !status.ok()) return status;
  return entry;
}

std::string EntryJson(absl::string_view bytes) {
  stored::v1::Entry message;
  if (!Parse(bytes, message)) return "";
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(message, &json, options).ok()) return "";
  return json;
}

}  // namespace ippledge::storage
