// client/draft.h: a write that is put into a file instead of being sent, for a second person to
// see, to sign, and for the first to send.
//
// Files are JSON of ippledge.v1.Draft and ippledge.v1.Approval. What is signed and sent are the
// request's bytes as they are in the file.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/connection.h"
#include "ippledge/v1/approval.pb.h"

namespace ippledge::client {

// A draft, read.
struct OpenedDraft {
  v1::Draft draft;
  const google::protobuf::MethodDescriptor* method = nullptr;
  std::unique_ptr<google::protobuf::Message> request;

  // SHA-256 of the request's bytes: what two people compare by telephone.
  std::string Digest() const;
};

// A usage error, with the path: what cannot be read; a method that is none of the writes of this
// program; a request that cannot be decoded or holds what this program does not know, since nobody
// is to sign what was not shown.
absl::StatusOr<OpenedDraft> ReadDraft(const std::string& path);
absl::StatusOr<v1::Approval> ReadApproval(const std::string& path);
// A usage error when it cannot be written, or is there: no draft and no approval is replaced.
absl::Status WriteNew(const std::string& path, const google::protobuf::Message& message);

// By the key of `line` over the draft; `line` is as ReadTlsLine() took it. A usage error for a key
// of a kind that nobody could verify.
absl::StatusOr<v1::Approval> Approve(const OpenedDraft& draft, const TlsLine& line,
                                     std::int64_t expire_time_ms);

// Reads are asked of `line`; the first write goes into the new file `path`, and its call ends with
// a status of which DraftedOf() gives the method. A second write of the same command takes the file
// away again: a draft holds one. Streams cannot be drafted.
std::unique_ptr<Connection> MakeDrafting(std::unique_ptr<Connection> line, std::string path);
// Empty for all other statuses.
std::string DraftedOf(const absl::Status& status);

}  // namespace ippledge::client
