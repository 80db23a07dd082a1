// tests/storage/keyring_folder.h: a folder of keys of a test's own, seen as files.
#pragma once

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "storage/keyring.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temp_folder.h"

namespace ippledge::storage {

class KeyringFolder {
 public:
  // Its parent is missing too.
  std::string path() const { return folder_ / "keys/programme"; }
  std::string file() const { return folder_ / "keys/programme/keyring"; }
  std::string left_over() const { return folder_ / "keys/programme/keyring.new"; }

  std::unique_ptr<Keyring> Open(const KeyringOptions& options = {}) const {
    auto keyring = Keyring::Open(path(), options);
    EXPECT_THAT(keyring, IsOk());
    return *std::move(keyring);
  }

  std::string Read() const { return ReadOf(file()); }
  static std::string ReadOf(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
  }
  // Keeps the file's mode.
  void Write(absl::string_view bytes) const {
    std::ofstream out(file(), std::ios::binary | std::ios::trunc);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }

  static mode_t Mode(const std::string& path) {
    struct stat found = {};
    EXPECT_EQ(stat(path.c_str(), &found), 0) << path;
    return found.st_mode & 07777u;
  }

 private:
  TempFolder folder_;
};

}  // namespace ippledge::storage
