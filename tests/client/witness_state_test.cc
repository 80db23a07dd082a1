// What a witness keeps on disk: whole after every stop, refused when it was tampered with.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "client/witness/durable_file.h"
#include "client/witness/state_folder.h"
#include "tests/client/witness_world.h"

namespace ippledge::client {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const auto kIsDamaged = StatusIs(absl::StatusCode::kDataLoss);

std::string ReadAll(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}
void Write(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}
mode_t ModeOf(const std::string& path) {
  struct stat found;
  EXPECT_EQ(stat(path.c_str(), &found), 0) << path;
  return found.st_mode & 0777u;
}
std::string Numbered(std::uint64_t size) { return absl::StrFormat("cosigned/%019d", size); }

class WitnessStateTest : public ::testing::Test {
 protected:
  std::string path() const { return folder_ / "deep/state"; }
  std::string At(const std::string& name) const { return path() + "/" + name; }
  // Puts these sizes, each by a process of its own.
  void Keep(const std::vector<std::uint64_t>& sizes) {
    for (const std::uint64_t size : sizes) {
      auto state = StateFolder::Open(path());
      ASSERT_THAT(state, IsOk());
      ASSERT_THAT(state->Put(log_.At(size)), IsOk());
    }
  }

  TempFolder folder_;
  TestLog log_{40};
};

TEST_F(WitnessStateTest, FilesArePutWholeAndPrivate) {
  const std::string file = folder_ / "file";
  ASSERT_THAT(PutDurably(file, "one"), IsOk());
  ASSERT_THAT(PutDurably(file, "two"), IsOk());
  EXPECT_EQ(ReadAll(file), "two");
  EXPECT_EQ(ModeOf(file), 0600u);
  EXPECT_THAT(AddDurably(file, "three"), StatusIs(absl::StatusCode::kAlreadyExists));
  EXPECT_EQ(ReadAll(file), "two");
  EXPECT_FALSE(fs::exists(file + ".new"));
  // What a stop left beside it is in nobody's way.
  Write(file + ".new", "half");
  ASSERT_THAT(PutDurably(file, "four"), IsOk());
  EXPECT_EQ(ReadAll(file), "four");
  EXPECT_THAT(PutDurably(folder_ / "none/file", "x"), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(ReadSmallFile(file, 3), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(ReadSmallFile(folder_.path(), 3), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(ReadSmallFile(folder_ / "none", 3), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(WitnessStateTest, KeepsTheNewestAndAllBefore) {
  Keep({3, 7, 12});
  const auto files = ReadStateFiles(path());
  ASSERT_THAT(files, IsOk());
  EXPECT_EQ(files->latest->note, log_.At(12).note);
  ASSERT_EQ(files->cosigned.size(), 3u);
  EXPECT_EQ(files->cosigned.at(7), log_.At(7).note);
  EXPECT_EQ(ModeOf(path()), 0700u);
  EXPECT_EQ(ModeOf(At("latest")), 0600u);
  EXPECT_THAT(ReadStateFiles(folder_ / "none"), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(WitnessStateTest, OneProcessAtATime) {
  const auto first = StateFolder::Open(path());
  ASSERT_THAT(first, IsOk());
  EXPECT_THAT(StateFolder::Open(path()), StatusIs(absl::StatusCode::kAborted));
  // Whoever only looks needs no lock.
  EXPECT_THAT(ReadStateFiles(path()), IsOk());
}

// Between the two writes of Put() lie a new latest note and an old folder of kept ones.
TEST_F(WitnessStateTest, AStopBetweenTheWritesIsPutRight) {
  Keep({3, 7});
  fs::remove(At(Numbered(7)));
  Write(At("latest.new"), "half a no");
  Write(At(Numbered(7) + ".new"), "half a no");
  const auto state = StateFolder::Open(path());
  ASSERT_THAT(state, IsOk());
  EXPECT_EQ(state->files().latest->checkpoint.size, 7u);
  EXPECT_EQ(state->files().cosigned.size(), 2u);
  EXPECT_EQ(ReadAll(At(Numbered(7))), log_.At(7).note);
}

TEST_F(WitnessStateTest, WhatDoesNotFitTogetherIsRefused) {
  const auto damage = [this](const std::function<void()>& act) {
    fs::remove_all(path());
    Keep({3, 7});
    act();
    const absl::Status read = ReadStateFiles(path()).status();
    EXPECT_EQ(StateFolder::Open(path()).status().code(), read.code());
    return read;
  };
  EXPECT_THAT(damage([] {}), IsOk());
  EXPECT_THAT(damage([&] { fs::remove(At("latest")); }), kIsDamaged);
  EXPECT_THAT(damage([&] { Write(At("latest"), ""); }), kIsDamaged);
  EXPECT_THAT(damage([&] { Write(At("latest"), "x"); }), kIsDamaged);
  // An old note in the place of the newest: it would go back.
  const absl::Status back = damage([&] { Write(At("latest"), log_.At(3).note); });
  EXPECT_THAT(back, kIsDamaged);
  EXPECT_THAT(std::string(back.message()), HasSubstr("of 3 entries, a kept one of 7"));
  EXPECT_THAT(damage([&] { Write(At(Numbered(3)), log_.At(4).note); }), kIsDamaged);
  EXPECT_THAT(damage([&] { Write(At(Numbered(3)), ""); }), kIsDamaged);
  EXPECT_THAT(damage([&] { Write(At("cosigned/3"), log_.At(3).note); }), kIsDamaged);
  EXPECT_THAT(damage([&] { Write(At("notes.txt"), "mine"); }), kIsDamaged);
  EXPECT_THAT(damage([&] { Write(At("latest"), std::string(200'000, 'x')); }), kIsDamaged);
}

TEST_F(WitnessStateTest, EvidenceIsWhatTheVerifierTakes) {
  auto state = StateFolder::Open(path());
  ASSERT_THAT(state, IsOk());
  TestLog other(3);
  other.Grow(9, "never happened");
  const ForkEvidence evidence = {.known = log_.At(7),
                                 .shown = other.At(12),
                                 .beginning = other.BeginningOf(7, 12),
                                 .proved = true,
                                 .why = "because"};
  EXPECT_THAT(state->PutFork(evidence), IsOkAndHolds(std::string("fork-7-12")));
  EXPECT_EQ(ReadAll(At("fork-7-12/known.note")), evidence.known.note);
  EXPECT_EQ(ReadAll(At("fork-7-12/shown.note")), evidence.shown.note);
  EXPECT_EQ(ReadAll(At("fork-7-12/why")), "because\n");
  const auto beginning = proof::ParseBeginning(ReadAll(At("fork-7-12/proof")));
  ASSERT_THAT(beginning, IsOk());
  EXPECT_THAT(proof::ProveFork(ReadAll(At("fork-7-12/known.note")),
                               ReadAll(At("fork-7-12/shown.note")), &*beginning, LogKeys()),
              IsOk());
  EXPECT_THAT(ReadStateFiles(path())->forks, ElementsAre("fork-7-12"));
}

// No folder grows without end, and the newest are all there.
TEST_F(WitnessStateTest, OldNotesAreThinned) {
  ASSERT_THAT(StateFolder::Open(path()), IsOk());
  const auto signed_note = [](std::uint64_t size) {
    const proof::Checkpoint checkpoint = {.origin = kOrigin, .size = size};
    return ShownCheckpoint{
        .checkpoint = checkpoint,
        .note = proof::FormatNote(proof::SignCheckpoint(checkpoint, {&LogKey()}).value())};
  };
  // Syncing thousands of files takes long: most of them lie there before.
  for (std::uint64_t size = 1; size <= kCosignedKeptMax; ++size) {
    Write(At(Numbered(size)), signed_note(size).note);
  }
  Write(At("latest"), signed_note(kCosignedKeptMax).note);
  auto state = StateFolder::Open(path());
  ASSERT_THAT(state, IsOk());
  EXPECT_EQ(state->files().cosigned.size(), kCosignedKeptMax);
  ASSERT_THAT(state->Put(signed_note(kCosignedKeptMax + 1)), IsOk());
  const auto& kept = state->files().cosigned;
  EXPECT_EQ(kept.size(), kCosignedKeptMax + 1 - kCosignedKeptMax / 4);
  EXPECT_EQ(kept.count(1), 1u);
  EXPECT_EQ(kept.count(2), 0u);
  EXPECT_EQ(kept.count(kCosignedKeptMax / 2 - 1), 1u);
  EXPECT_EQ(kept.count(kCosignedKeptMax / 2), 0u);
  for (std::uint64_t size = kCosignedKeptMax / 2 + 1; size <= kCosignedKeptMax + 1; ++size) {
    ASSERT_EQ(kept.count(size), 1u) << size;
  }
  EXPECT_EQ(ReadStateFiles(path())->cosigned, kept);
}

}  // namespace
}  // namespace ippledge::client
