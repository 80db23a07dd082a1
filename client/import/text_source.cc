#include "client/import/text_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unicode/ucnv.h>
#include <unicode/ustring.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ledger/check.h"
#include "ledger/status_macros.h"

namespace ippledge::client {
namespace {

class FileSource final : public ByteSource {
 public:
  FileSource(int fd, std::int64_t size) : fd_(fd), size_(size) {}
  ~FileSource() override {
    if (fd_ != STDIN_FILENO) ::close(fd_);
  }

  absl::StatusOr<std::size_t> Read(char* buffer, std::size_t size) override {
    while (true) {
      const ssize_t got = ::read(fd_, buffer, size);
      if (got >= 0) return static_cast<std::size_t>(got);
      if (errno != EINTR) {
        return absl::InternalError(absl::StrCat("cannot read the file: ", std::strerror(errno)));
      }
    }
  }
  std::int64_t size() const override { return size_; }

 private:
  const int fd_;
  const std::int64_t size_;
};

class MemorySource final : public ByteSource {
 public:
  MemorySource(std::string bytes, std::size_t piece) : bytes_(std::move(bytes)), piece_(piece) {}

  absl::StatusOr<std::size_t> Read(char* buffer, std::size_t size) override {
    const std::size_t count = std::min({size, piece_, bytes_.size() - at_});
    std::memcpy(buffer, bytes_.data() + at_, count);
    at_ += count;
    return count;
  }
  std::int64_t size() const override { return static_cast<std::int64_t>(bytes_.size()); }

 private:
  const std::string bytes_;
  const std::size_t piece_;
  std::size_t at_ = 0;
};

const char* IcuName(Encoding encoding) {
  switch (encoding) {
    case Encoding::kUtf16Le:
      return "UTF-16LE";
    case Encoding::kUtf16Be:
      return "UTF-16BE";
    default:
      return "gb18030";
  }
}

std::string HexBytes(absl::string_view bytes) {
  std::string text;
  for (const char c : bytes) {
    absl::StrAppend(&text, text.empty() ? "" : " ",
                    absl::Hex(static_cast<unsigned char>(c), absl::kZeroPad2));
  }
  return text;
}

}  // namespace

absl::StatusOr<std::unique_ptr<ByteSource>> OpenFile(const std::string& path) {
  if (path == "-") return std::make_unique<FileSource>(STDIN_FILENO, -1);
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    const std::string what = absl::StrCat("cannot open ", path, ": ", std::strerror(errno));
    return errno == ENOENT ? absl::NotFoundError(what) : absl::PermissionDeniedError(what);
  }
  struct stat about = {};
  if (::fstat(fd, &about) != 0 || S_ISDIR(about.st_mode)) {
    ::close(fd);
    return absl::InvalidArgumentError(absl::StrCat(path, " is not a file"));
  }
  return std::make_unique<FileSource>(fd, S_ISREG(about.st_mode) ? about.st_size : -1);
}

std::unique_ptr<ByteSource> FromBytes(std::string bytes, std::size_t piece) {
  return std::make_unique<MemorySource>(std::move(bytes), piece);
}

// ICU's converter of one encoding, set to stop at what it cannot convert.
struct TextSource::Converter {
  explicit Converter(Encoding encoding) : buffer(kTextChunkBytes) {
    UErrorCode error = U_ZERO_ERROR;
    icu = ucnv_open(IcuName(encoding), &error);
    ucnv_setToUCallBack(icu, UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &error);
    IPPLEDGE_CHECK(U_SUCCESS(error));
  }
  ~Converter() { ucnv_close(icu); }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  UConverter* icu = nullptr;
  std::vector<UChar> buffer;
  char16_t half = 0;  // high surrogate at the end of the last piece
};

TextSource::TextSource(std::unique_ptr<ByteSource> bytes, std::optional<Encoding> encoding)
    : bytes_(std::move(bytes)) {
  if (encoding.has_value()) encoding_ = *encoding;
}

TextSource::~TextSource() = default;

// Reads a piece behind what is left in raw_.
absl::Status TextSource::Fill() {
  raw_.erase(0, raw_at_);
  raw_at_ = 0;
  const std::size_t left = raw_.size();
  raw_.resize(left + kTextChunkBytes);
  absl::StatusOr<std::size_t> got = bytes_->Read(raw_.data() + left, kTextChunkBytes);
  raw_.resize(left + (got.ok() ? *got : 0));
  IPPLEDGE_RETURN_IF_ERROR(got.status());
  bytes_read_ += static_cast<std::int64_t>(*got);
  if (*got == 0) at_end_ = true;
  return absl::OkStatus();
}

// Reads until the byte order mark is there, or is known not to be.
absl::Status TextSource::Begin() {
  begun_ = true;
  while (!at_end_ && raw_.size() < 4) IPPLEDGE_RETURN_IF_ERROR(Fill());
  const Encoding marked = EncodingOfMark(raw_, &raw_at_);
  const bool utf16 = marked == Encoding::kUtf16Le || marked == Encoding::kUtf16Be;
  // Who says UTF-16 need not know which end comes first.
  if (encoding_ == Encoding::kAscii || (utf16 && encoding_ == Encoding::kUtf16Le)) {
    encoding_ = marked;
  }
  if (marked != encoding_) raw_at_ = 0;
  return absl::OkStatus();
}

absl::StatusOr<absl::string_view> TextSource::Next() {
  if (!begun_) IPPLEDGE_RETURN_IF_ERROR(Begin());
  if (encoding_ == Encoding::kAscii) {
    if (raw_at_ == raw_.size() && !at_end_) IPPLEDGE_RETURN_IF_ERROR(Fill());
    const absl::string_view rest = absl::string_view(raw_).substr(raw_at_);
    const std::size_t ascii = AsciiPrefix(rest);
    if (ascii > 0 || rest.empty()) {
      raw_at_ += ascii;
      return Deliver(rest.substr(0, ascii));
    }
    // The first other byte: judge by this piece, and by a whole one when it is short.
    while (!at_end_ && raw_.size() - raw_at_ < kTextChunkBytes) IPPLEDGE_RETURN_IF_ERROR(Fill());
    encoding_ = EncodingOfText(absl::string_view(raw_).substr(raw_at_), !at_end_);
  }
  return encoding_ == Encoding::kUtf8 ? NextUtf8() : NextConverted();
}

absl::StatusOr<absl::string_view> TextSource::NextUtf8() {
  while (true) {
    const absl::string_view rest = absl::string_view(raw_).substr(raw_at_);
    const std::size_t valid = ValidUtf8Prefix(rest);
    if (valid > 0) {
      raw_at_ += valid;
      return Deliver(rest.substr(0, valid));
    }
    if (rest.size() >= 4 || (!rest.empty() && (at_end_ || !IsUtf8Start(rest)))) {
      return Illegal("", absl::StrCat("byte ", HexBytes(rest.substr(0, 1)), " is not UTF-8"));
    }
    if (at_end_) return absl::string_view();
    IPPLEDGE_RETURN_IF_ERROR(Fill());
  }
}

absl::StatusOr<absl::string_view> TextSource::NextConverted() {
  if (converter_ == nullptr) converter_ = std::make_unique<Converter>(encoding_);
  Converter& converter = *converter_;
  while (true) {
    if (raw_at_ == raw_.size() && !at_end_) IPPLEDGE_RETURN_IF_ERROR(Fill());
    const char* source = raw_.data() + raw_at_;
    UChar* target = converter.buffer.data();
    if (converter.half != 0) *target++ = std::exchange(converter.half, u'\0');
    UErrorCode error = U_ZERO_ERROR;
    ucnv_toUnicode(converter.icu, &target, converter.buffer.data() + converter.buffer.size(),
                   &source, raw_.data() + raw_.size(), nullptr, at_end_ ? 1 : 0, &error);
    raw_at_ = static_cast<std::size_t>(source - raw_.data());
    auto units = static_cast<std::int32_t>(target - converter.buffer.data());
    const bool failed = U_FAILURE(error) && error != U_BUFFER_OVERFLOW_ERROR;
    if (!failed && units > 0 && U16_IS_LEAD(target[-1])) {
      converter.half = target[-1];
      --units;
    }
    text_.resize(static_cast<std::size_t>(units) * 3);
    std::int32_t length = 0;
    UErrorCode to_utf8 = U_ZERO_ERROR;
    u_strToUTF8(text_.data(), static_cast<std::int32_t>(text_.size()), &length,
                converter.buffer.data(), units, &to_utf8);
    if (to_utf8 == U_INVALID_CHAR_FOUND) return Illegal("", "half of a surrogate pair");
    text_.resize(static_cast<std::size_t>(length));
    if (failed) {
      char bytes[16] = {};
      std::int8_t count = sizeof(bytes);
      UErrorCode ignored = U_ZERO_ERROR;
      ucnv_getInvalidChars(converter.icu, bytes, &count, &ignored);
      const absl::string_view illegal(bytes, static_cast<std::size_t>(std::max<int>(count, 0)));
      return Illegal(text_,
                     absl::StrCat("bytes ", HexBytes(illegal), " are not ", NameOf(encoding_)));
    }
    if (!text_.empty()) return Deliver(text_);
    if (at_end_ && raw_at_ == raw_.size()) {
      if (converter.half != 0) return Illegal("", "half of a surrogate pair");
      return absl::string_view();
    }
  }
}

absl::StatusOr<absl::string_view> TextSource::Deliver(absl::string_view text) {
  const std::size_t nul = text.find('\0');
  if (nul != text.npos) {
    return Illegal(text.substr(0, nul),
                   "a NUL byte; is this UTF-16 without a byte order mark, or "
                   "a workbook instead of CSV?");
  }
  line_ += std::count(text.begin(), text.end(), '\n');
  const std::size_t newline = text.rfind('\n');
  if (newline != text.npos) column_ = 1;
  const absl::string_view tail = newline == text.npos ? text : text.substr(newline + 1);
  column_ += std::count_if(tail.begin(), tail.end(), [](char c) { return (c & 0xC0) != 0x80; });
  return text;
}

absl::Status TextSource::Illegal(absl::string_view before, absl::string_view what) const {
  std::int64_t line = line_;
  std::int64_t column = column_;
  for (const char c : before) {
    if (c == '\n') {
      ++line;
      column = 1;
    } else if ((c & 0xC0) != 0x80) {
      ++column;
    }
  }
  return absl::InvalidArgumentError(absl::StrCat("line ", line, ", column ", column, ": ", what));
}

}  // namespace ippledge::client
