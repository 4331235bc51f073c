import Control
import Domain
import Store

extension Operator {
  func show(_ reference: PostReference) async throws(ErrorObject) -> PostView {
    try await inTurn { context in
      let uid = try Operator.uid(of: reference, context)
      guard let view = try context.store.show(uid) else { throw Operator.unknown(reference) }
      return view
    }
  }

  /// The post that is meant.
  ///
  /// - Throws: `not_found`, or `conflict` when several origins have a post of that id.
  static func uid(of reference: PostReference, _ context: Context) throws -> PostUID {
    switch reference.kind {
    case .uid(let uid): return uid
    case .delivery(let id):
      guard let row = try context.store.delivery(id) else { throw unknown(reference) }
      return row.uid
    case .id(let name):
      let known = try PostOrigin.allCases.map { PostUID($0, name) }
        .filter { try !context.store.deliveries(of: $0).isEmpty }
      guard let uid = known.first else { throw unknown(reference) }
      guard known.count == 1 else {
        let names = known.map(\.text).joined(separator: ", ")
        throw ErrorObject(.conflict, "\"\(name)\" may be any of \(names)", hint: "give one of them")
      }
      return uid
    }
  }

  static func unknown(_ reference: PostReference) -> ErrorObject {
    ErrorObject(
      .notFound, "there is no post \"\(reference.text)\"", hint: "belfry queue lists deliveries")
  }
}
