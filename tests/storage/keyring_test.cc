#include "storage/keyring.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <set>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "ledger/bank_statement.h"
#include "tests/storage/keyring_folder.h"
#include "tests/testing/status_matchers.h"

namespace ippledge::storage {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr absl::string_view kText = "张三 6222020000001234567";
constexpr absl::string_view kOtherText = "李四 6222020000007654321";

TEST(Keyring, OpensWhatItSealed) {
  const KeyringFolder folder;
  const auto keyring = folder.Open();
  const ProtectedText text = *keyring->Seal("zhang", kText);
  EXPECT_EQ(text.key_id.size(), 32u);
  EXPECT_EQ(absl::BytesToHexString(absl::HexStringToBytes(text.key_id)), text.key_id);
  EXPECT_THAT(text.ciphertext, Not(HasSubstr("6222")));
  EXPECT_THAT(keyring->Open(text), IsOkAndHolds(kText));
}

TEST(Keyring, SealsTheSameTextOfASubjectAlike) {
  const KeyringFolder folder;
  const auto keyring = folder.Open();
  const ProtectedText text = *keyring->Seal("zhang", kText);
  EXPECT_EQ(*keyring->Seal("zhang", kText), text);
  const ProtectedText other = *keyring->Seal("zhang", kOtherText);
  EXPECT_EQ(other.key_id, text.key_id);
  EXPECT_NE(other.ciphertext, text.ciphertext);
  EXPECT_EQ(keyring->keys(), 1u);
}

TEST(Keyring, SealsTheTextOfAnotherSubjectOtherwise) {
  const KeyringFolder folder;
  const auto keyring = folder.Open();
  const ProtectedText zhang = *keyring->Seal("zhang", kText);
  const ProtectedText li = *keyring->Seal("li", kText);
  EXPECT_NE(zhang.key_id, li.key_id);
  EXPECT_NE(zhang.ciphertext, li.ciphertext);
  EXPECT_EQ(keyring->keys(), 2u);
  // A ciphertext goes with its key's number.
  EXPECT_THAT(keyring->Open({zhang.key_id, li.ciphertext}), StatusIs(absl::StatusCode::kDataLoss));
}

TEST(Keyring, SealsTheSameSubjectOfAnotherFolderOtherwise) {
  const KeyringFolder folder;
  const KeyringFolder another;
  const auto ours = folder.Open();
  const auto theirs = another.Open();
  const ProtectedText text = *ours->Seal("zhang", kText);
  EXPECT_NE(*theirs->Seal("zhang", kText), text);
  EXPECT_THAT(theirs->Open(text), StatusIs(absl::StatusCode::kNotFound));
}

TEST(Keyring, ReadsWhatAnEarlierOneWrote) {
  const KeyringFolder folder;
  const ProtectedText zhang = *folder.Open()->Seal("zhang", kText);
  const ProtectedText li = *folder.Open()->Seal("li", kOtherText);
  const auto keyring = folder.Open();
  EXPECT_EQ(keyring->keys(), 2u);
  EXPECT_THAT(keyring->Open(zhang), IsOkAndHolds(kText));
  EXPECT_THAT(keyring->Open(li), IsOkAndHolds(kOtherText));
  EXPECT_EQ(*keyring->Seal("zhang", kText), zhang);
  EXPECT_EQ(keyring->keys(), 2u);
}

TEST(Keyring, WritesANewKeyBeforeItAnswers) {
  const KeyringFolder folder;
  const auto keyring = folder.Open();
  std::size_t size = folder.Read().size();
  for (const char* subject : {"zhang", "li", "wang"}) {
    ASSERT_THAT(keyring->Seal(subject, kText), IsOk());
    EXPECT_EQ(folder.Read().size(), size += 128);
    ASSERT_THAT(keyring->Seal(subject, kOtherText), IsOk());
    EXPECT_EQ(folder.Read().size(), size);
  }
}

TEST(Keyring, WritesNoSubjectAndNoText) {
  const KeyringFolder folder;
  const auto keyring = folder.Open();
  ASSERT_THAT(keyring->Seal("a-name-of-somebody", "a-text-about-somebody"), IsOk());
  EXPECT_THAT(folder.Read(), Not(HasSubstr("somebody")));
}

// The bytes were computed by another program, from docs/format.md.
TEST(Keyring, WritesTheFrozenFormat) {
  const KeyringFolder folder;
  int next = 0;
  const auto rising = [&next](std::size_t count) {
    std::string bytes;
    while (bytes.size() < count) bytes.push_back(static_cast<char>(next++));
    return bytes;
  };
  const auto keyring = folder.Open({.random = rising});
  const ProtectedText text = *keyring->Seal("6222020000001234567", "张三");
  EXPECT_EQ(text.key_id, "202122232425262728292a2b2c2d2e2f");
  EXPECT_EQ(absl::BytesToHexString(text.ciphertext),
            "8f1ef6aa6b5f8b46ac3685fa51ffeb25445e96450063");
  EXPECT_EQ(absl::BytesToHexString(folder.Read()),
            absl::StrCat("49504c4b01000000",
                         "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
                         std::string(168, '0'), "763b665f",  //
                         "202122232425262728292a2b2c2d2e2f",
                         "49c10026c9cdc571b8bbbf9c4891cc821494486039e445d626fc107764e5cc92",
                         "303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f",
                         "505152535455565758595a5b5c5d5e5f606162636465666768696a6b6c6d6e6f",
                         std::string(24, '0'), "d0b0215f"));
}

TEST(Keyring, SealsEmptyTextAsNone) {
  const KeyringFolder folder;
  const auto keyring = folder.Open();
  EXPECT_THAT(keyring->Seal("zhang", ""), IsOkAndHolds(ProtectedText()));
  EXPECT_EQ(keyring->keys(), 0u);
  EXPECT_THAT(keyring->Open(ProtectedText()), IsOkAndHolds(std::string()));
}

TEST(Keyring, KeepsItsLimits) {
  const KeyringFolder folder;
  const auto keyring = folder.Open({.keys_max = 2});
  const auto kTooMuch = StatusIs(absl::StatusCode::kInvalidArgument);
  const std::string longest(kPlaintextBytesMax, 'x');
  const ProtectedText text = *keyring->Seal(std::string(kSubjectBytesMax, 's'), longest);
  EXPECT_LE(text.ciphertext.size(), static_cast<std::size_t>(kProtectedBytesMax));
  EXPECT_THAT(keyring->Open(text), IsOkAndHolds(longest));
  EXPECT_THAT(keyring->Seal(std::string(kSubjectBytesMax + 1, 's'), "x"), kTooMuch);
  EXPECT_THAT(keyring->Seal("", "x"), kTooMuch);
  EXPECT_THAT(keyring->Seal("zhang", longest + "x"), kTooMuch);
  EXPECT_EQ(keyring->keys(), 1u);
  EXPECT_THAT(keyring->Seal("zhang", kText), IsOk());
  EXPECT_THAT(keyring->Seal("li", kText), StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(keyring->Seal("zhang", kOtherText), IsOk());
}

TEST(Keyring, OpensNothingThatWasChanged) {
  const KeyringFolder folder;
  const auto keyring = folder.Open();
  const ProtectedText text = *keyring->Seal("zhang", kText);
  for (std::size_t at = 0; at < text.ciphertext.size(); ++at) {
    ProtectedText changed = text;
    changed.ciphertext[at] = static_cast<char>(changed.ciphertext[at] ^ 4);
    EXPECT_THAT(keyring->Open(changed), StatusIs(absl::StatusCode::kDataLoss)) << at;
  }
  for (const std::size_t size : {0u, 1u, 16u, 17u}) {
    const ProtectedText cut{text.key_id, text.ciphertext.substr(0, size)};
    EXPECT_THAT(keyring->Open(cut), StatusIs(absl::StatusCode::kDataLoss)) << size;
  }
  for (const char* key_id : {"", "0", "00000000000000000000000000000000"}) {
    EXPECT_THAT(keyring->Open({key_id, text.ciphertext}), StatusIs(absl::StatusCode::kNotFound));
  }
}

TEST(Keyring, ForgetsAKeyForEver) {
  const KeyringFolder folder;
  auto keyring = folder.Open();
  const ProtectedText zhang = *keyring->Seal("zhang", kText);
  const ProtectedText li = *keyring->Seal("li", kText);
  const ProtectedText wang = *keyring->Seal("wang", kText);
  EXPECT_THAT(keyring->Erase({li.key_id, li.key_id, "nobody's"}), IsOkAndHolds(1));
  EXPECT_THAT(keyring->Erase({li.key_id}), IsOkAndHolds(0));
  EXPECT_THAT(keyring->Erase({}), IsOkAndHolds(0));
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(keyring->keys(), 2u);
    EXPECT_THAT(keyring->Open(zhang), IsOkAndHolds(kText));
    EXPECT_THAT(keyring->Open(li), StatusIs(absl::StatusCode::kNotFound));
    EXPECT_THAT(keyring->Open(wang), IsOkAndHolds(kText));
    EXPECT_EQ(*keyring->Seal("wang", kText), wang);
    keyring.reset();
    keyring = folder.Open();
  }
  const ProtectedText again = *keyring->Seal("li", kText);
  EXPECT_NE(again.key_id, li.key_id);
  EXPECT_NE(again.ciphertext, li.ciphertext);
  EXPECT_THAT(keyring->Open(again), IsOkAndHolds(kText));
  EXPECT_THAT(keyring->Open(li), StatusIs(absl::StatusCode::kNotFound));
  keyring.reset();
  EXPECT_THAT(folder.Open()->Open(again), IsOkAndHolds(kText));
}

TEST(Keyring, LeavesNoByteOfAForgottenKeyInTheFile) {
  const KeyringFolder folder;
  std::vector<std::string> given;
  const auto noting = [&given](std::size_t count) {
    given.push_back(proof::RandomBytes(count));
    return given.back();
  };
  const auto keyring = folder.Open({.random = noting});
  for (const char* subject : {"zhang", "li", "wang"}) {
    ASSERT_THAT(keyring->Seal(subject, kText), IsOk());
  }
  ASSERT_EQ(given.size(), 7u);  // the secret, then number and key of each
  const std::string before = folder.Read();
  const std::string name = before.substr(2 * 128 + 16, 32);
  for (const std::string& bytes : given) EXPECT_THAT(before, HasSubstr(bytes));
  // Whoever has the file open while it is replaced finds nothing there either.
  const int held = open(folder.file().c_str(), O_RDONLY | O_CLOEXEC);
  ASSERT_THAT(keyring->Erase({keyring->Seal("li", kText)->key_id}), IsOkAndHolds(1));
  const std::string after = folder.Read();
  EXPECT_EQ(after.size(), before.size() - 128);
  for (std::size_t i = 0; i < given.size(); ++i) {
    const bool gone = i == 3 || i == 4;
    EXPECT_EQ(after.find(given[i]) == std::string::npos, gone) << i;
  }
  EXPECT_THAT(after, Not(HasSubstr(name)));
  std::string old(before.size(), 'x');
  EXPECT_EQ(pread(held, old.data(), old.size(), 0), static_cast<ssize_t>(old.size()));
  close(held);
  EXPECT_EQ(old, std::string(old.size(), '\0'));
  EXPECT_EQ(folder.Mode(folder.file()), 0600u);
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    names.insert(entry.path().filename().string());
  }
  EXPECT_EQ(names, (std::set<std::string>{"LOCK", "keyring"}));
}

TEST(Keyring, SpoilsNoCopyThatSharesItsBlocks) {
  const KeyringFolder folder;
  auto keyring = folder.Open();
  const ProtectedText text = *keyring->Seal("zhang", kText);
  const std::string copy = absl::StrCat(folder.path(), "/copy");
  std::filesystem::create_hard_link(folder.file(), copy);
  const std::string before = folder.Read();
  ASSERT_THAT(keyring->Erase({text.key_id}), IsOkAndHolds(1));
  EXPECT_THAT(keyring->Open(text), StatusIs(absl::StatusCode::kNotFound));
  std::filesystem::rename(copy, folder.file());
  EXPECT_EQ(folder.Read(), before);
}

TEST(Keyring, IsOfOneProcessAtATime) {
  const KeyringFolder folder;
  const auto keyring = folder.Open();
  EXPECT_THAT(Keyring::Open(folder.path()), StatusIs(absl::StatusCode::kUnavailable));
}

TEST(Keyring, ServesManyThreads) {
  const KeyringFolder folder;
  auto keyring = folder.Open();
  constexpr int kSubjects = 20;
  constexpr int kThreads = 8;
  std::vector<std::vector<ProtectedText>> texts(kThreads);
  std::atomic<int> erased = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&keyring, &texts, &erased, t] {
      for (int i = 0; i < 10 * kSubjects; ++i) {
        const std::string subject = absl::StrCat("subject ", (i + t) % kSubjects);
        const auto sealed = keyring->Seal(subject, subject);
        ASSERT_THAT(sealed, IsOk());
        EXPECT_THAT(keyring->Open(*sealed), IsOkAndHolds(subject));
        if (i < kSubjects) texts[static_cast<std::size_t>(t)].push_back(*sealed);
        // Somebody comes and goes all the while.
        if (i % 40 == t) {
          const auto guest = keyring->Seal(absl::StrCat("guest ", i % 3), "here");
          ASSERT_THAT(guest, IsOk());
          erased += *keyring->Erase({guest->key_id});
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_GT(erased, 0);
  // All threads were given the same keys, and these are on disk.
  for (int guest = 0; guest < 3; ++guest) {
    const auto here = keyring->Seal(absl::StrCat("guest ", guest), "here");
    ASSERT_THAT(keyring->Erase({here->key_id}), IsOkAndHolds(1));
  }
  keyring.reset();
  keyring = folder.Open();
  EXPECT_EQ(keyring->keys(), static_cast<std::size_t>(kSubjects));
  for (int t = 0; t < kThreads; ++t) {
    for (int i = 0; i < kSubjects; ++i) {
      const std::string subject = absl::StrCat("subject ", (i + t) % kSubjects);
      EXPECT_EQ(*keyring->Seal(subject, subject),
                texts[static_cast<std::size_t>(t)][static_cast<std::size_t>(i)]);
    }
  }
}

}  // namespace
}  // namespace ippledge::storage
