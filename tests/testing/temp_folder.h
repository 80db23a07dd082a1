// tests/testing/temp_folder.h: a folder of a test's own, empty at first and gone with the object.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <string>
#include <system_error>

#include "ledger/check.h"

namespace ippledge {

class TempFolder {
 public:
  TempFolder() : path_((std::filesystem::path(testing::TempDir()) / "ippledge-XXXXXX").string()) {
    IPPLEDGE_CHECK(mkdtemp(path_.data()) != nullptr);
  }
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  const std::string& path() const { return path_; }
  // Path of `name` in it.
  std::string operator/(const std::string& name) const {
    return (std::filesystem::path(path_) / name).string();
  }

 private:
  std::string path_;
};

}  // namespace ippledge
