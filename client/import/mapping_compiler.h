// client/import/mapping_compiler.h: the values of a mapping into expressions.
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "client/import/expression.h"
#include "client/import/mapping_errors.h"

namespace ippledge::mapping::v1 {
class Field;
class Mapping;
class Reading;
class Transform;
class ValueTable;
}  // namespace ippledge::mapping::v1

namespace ippledge::client {

class MappingCompiler {
 public:
  // Errors go to `errors`; all arguments outlive the compiler.
  MappingCompiler(const mapping::v1::Mapping& source, const MappingNode& root,
                  MappingErrors* errors);

  // One value. `name` stands for it where it has no column. An expression with an error is never
  // evaluated: the mapping is refused.
  Expression Compile(const mapping::v1::Field& field, const MappingNode& node,
                     absl::string_view name) const;

  // The mapping's own reading, for a built-in field.
  void ApplyDefaults(Expression* expression) const;

 private:
  void Read(const mapping::v1::Reading& reading, const MappingNode& node,
            Expression* expression) const;
  void CompileSource(const mapping::v1::Field& field, const MappingNode& node,
                     Expression* expression) const;
  void CompileDatePlus(const mapping::v1::Field& field, const MappingNode& node,
                       Expression* expression) const;
  void CompileTransform(const mapping::v1::Transform& source, const MappingNode& node,
                        Expression* expression) const;
  void CompileTable(const mapping::v1::ValueTable& source, const MappingNode& node,
                    Expression* expression) const;

  MappingErrors* const errors_;
  Expression defaults_;  // only its readings count
};

}  // namespace ippledge::client
