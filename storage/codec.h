// storage/codec.h: an entry of the journal and its stored bytes.
//
// The bytes are a serialised ippledge.stored.v1.Entry in field order, without unknown fields: equal
// entries give equal bytes for ever (tests/storage/codec_golden.txt). They are what is hashed, so
// they are made once and never again from a decoded entry.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "ledger/event.h"

namespace ippledge::storage {

// Makes bytes of entries. Keeps its messages between calls, so that a loan costs no allocation. One
// thread at a time.
class EntryEncoder {
 public:
  EntryEncoder();
  ~EntryEncoder();
  EntryEncoder(const EntryEncoder&) = delete;
  EntryEncoder& operator=(const EntryEncoder&) = delete;

  // Appends the bytes of `entry` to `out` and returns their number. The caller refuses what is
  // larger than kEntryBytesMax. Total: any entry is written as it stands.
  std::size_t Encode(const Entry& entry, std::string& out) { return Encode(entry, "", out); }
  // The same; `terms`, unless empty, are the bytes of the terms (terms_bytes.h) of the new loan
  // that the entry records, its one event.
  std::size_t Encode(const Entry& entry, absl::string_view terms, std::string& out);

 private:
  struct Messages;
  std::unique_ptr<Messages> messages_;
};

// Reads bytes of entries. Keeps its message between calls. One thread at a time.
class EntryDecoder {
 public:
  EntryDecoder();
  ~EntryDecoder();
  EntryDecoder(const EntryDecoder&) = delete;
  EntryDecoder& operator=(const EntryDecoder&) = delete;

  // Sets `entry` to what `bytes` say; after an error it holds anything. Bytes are not trusted:
  //   FAILED_PRECONDITION  written by a newer version: unknown fields, kinds of events or rules
  //   DATA_LOSS            everything that no entry can say: bytes that are no message, a missing
  //                        part (number, organisation, role, salt, events, a body, a draw), an
  //                        unknown enum value, a date or an amount out of range, an id or hash of
  //                        the wrong size, a request id without fingerprint or the reverse
  absl::Status Decode(absl::string_view bytes, Entry& entry);

 private:
  struct Messages;
  std::unique_ptr<Messages> messages_;
};

// Bytes that an entry with this event takes at most, when it is one of terms, cover, claims and
// recoveries, whose size depends on what was decided; 0 for other kinds.
std::size_t StoredBytesBound(const Event& event);

// Decode() with a decoder of its own.
absl::StatusOr<Entry> DecodeEntry(absl::string_view bytes);

// The stored message as JSON for people, with the field names of the schema; empty when `bytes` are
// not a message.
std::string EntryJson(absl::string_view bytes);

}  // namespace ippledge::storage
