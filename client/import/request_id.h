// client/import/request_id.h: request ids that are the same whenever the same rows are sent again.
//
// A UUID of version 5 (RFC 4122: SHA-1 over a namespace and a name); the name is the programme and
// the rows, which name their banks, each with its length before it. Frozen: a later version of this
// program must give the same ids, or what is recorded would be sent again (and answered "already
// recorded" row by row). One thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ippledge::v1 {
class StreamRecordRequest;
}  // namespace ippledge::v1

namespace ippledge::client {

class RequestIds {
 public:
  RequestIds();
  ~RequestIds();

  // Lower case, with hyphens. `occurrence` counts messages of equal rows in one file, from 1: equal
  // rows twice in a file are two requests.
  std::string Of(const v1::StreamRecordRequest& request, int occurrence);
  // Of a step of a bank's statement, in a namespace of its own. Frozen as well.
  std::string OfStep(const std::vector<std::string>& names);

 private:
  struct Hasher;
  void Begin(const unsigned char* name_space);
  std::string End();

  std::unique_ptr<Hasher> hasher_;
  std::string row_;
};

}  // namespace ippledge::client
