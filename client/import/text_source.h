// client/import/text_source.h: a file of any size as a stream of UTF-8 text.
//
// Encodings: UTF-8 with or without byte order mark, UTF-16 with one, GB18030 (and so GBK and
// GB2312), found out as in encoding.h. Decoding is strict: a byte that no character has is refused,
// never replaced. Memory: three buffers of about kTextChunkBytes, whatever the size. One thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "client/import/encoding.h"

namespace ippledge::client {

inline constexpr int kTextChunkBytes = 256 * 1024;

// Where bytes come from.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // Reads up to `size` bytes into `buffer`; 0 at the end. UNAVAILABLE or INTERNAL when it fails.
  virtual absl::StatusOr<std::size_t> Read(char* buffer, std::size_t size) = 0;
  // Bytes in all; -1 when not known (a pipe).
  virtual std::int64_t size() const = 0;
};

// A file, or standard input for "-". NOT_FOUND, PERMISSION_DENIED, INVALID_ARGUMENT (a folder).
absl::StatusOr<std::unique_ptr<ByteSource>> OpenFile(const std::string& path);
// Bytes in memory, given out in pieces of at most `piece` bytes.
std::unique_ptr<ByteSource> FromBytes(std::string bytes, std::size_t piece = kTextChunkBytes);

class TextSource {
 public:
  // Finds the encoding out unless `encoding` names it.
  explicit TextSource(std::unique_ptr<ByteSource> bytes,
                      std::optional<Encoding> encoding = std::nullopt);
  ~TextSource();
  TextSource(const TextSource&) = delete;
  TextSource& operator=(const TextSource&) = delete;

  // The next piece, whole characters; valid until the next call. Empty at the end. INVALID_ARGUMENT
  // with line and column (from 1, in characters) for an illegal byte or a NUL; what the source
  // says.
  absl::StatusOr<absl::string_view> Next();

  // Known after the first character that is not ASCII; kAscii until then.
  Encoding encoding() const { return encoding_; }
  std::int64_t bytes_read() const { return bytes_read_; }
  std::int64_t bytes_total() const { return bytes_->size(); }

 private:
  struct Converter;

  absl::Status Fill();
  absl::Status Begin();
  absl::StatusOr<absl::string_view> NextUtf8();
  absl::StatusOr<absl::string_view> NextConverted();
  // Counts the lines of what is given out; refuses NULs.
  absl::StatusOr<absl::string_view> Deliver(absl::string_view text);
  absl::Status Illegal(absl::string_view before, absl::string_view what) const;

  std::unique_ptr<ByteSource> bytes_;
  std::unique_ptr<Converter> converter_;
  Encoding encoding_ = Encoding::kAscii;
  bool begun_ = false;
  bool at_end_ = false;
  std::string raw_;  // read and not given out: [raw_at_, raw_.size())
  std::size_t raw_at_ = 0;
  std::string text_;  // converted
  std::int64_t bytes_read_ = 0;
  std::int64_t line_ = 1;
  std::int64_t column_ = 1;
};

}  // namespace ippledge::client
