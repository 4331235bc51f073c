/// What a JSON document looks like.
///
/// Derived from the types that encode it, so that the checks of the server and the OpenAPI document
/// cannot say anything else than the code does.
package indirect enum Shape: Hashable, Sendable {
  case text(format: String?)
  case choice([String])
  case integer
  case number
  case boolean
  case list(Shape)
  case map(Shape)
  case object(Object)
  /// Any JSON.
  case any

  /// A document with named members.
  package struct Object: Hashable, Sendable {
    /// The type's name, such as `DeliveryView`.
    package var name: String
    /// In the order in which they are declared.
    package var members: [Member]
  }

  /// One member of an object.
  package struct Member: Hashable, Sendable {
    /// In `snake_case`.
    package var name: String
    package var shape: Shape
    package var isRequired: Bool
  }

  /// The shape of a type that is an object; empty for one without members.
  var members: [Member] {
    guard case .object(let object) = self else { return [] }
    return object.members
  }

  /// The word for it in messages.
  var noun: String {
    switch self {
    case .text, .choice: "text"
    case .integer: "a whole number"
    case .number: "a number"
    case .boolean: "true or false"
    case .list: "a list"
    case .map, .object: "an object"
    case .any: "anything"
    }
  }
}

/// A type that says its shape itself, because its coding is written by hand or it is a plain value.
protocol Shaped {
  static var shape: Shape { get }
  /// Any valid value; it lets the types around it be read.
  static var example: Self { get }
}

extension Shape {
  /// The shape of `type`, found by letting it read from a decoder that writes down what is asked.
  package static func of<Value: Decodable>(_ type: Value.Type) -> Shape {
    if let shaped = type as? any Shaped.Type { return shaped.shape }
    let recorder = ShapeRecorder(typeName: name(of: type))
    do {
      _ = try Value(from: recorder)
    } catch {
      preconditionFailure("\(type) cannot be described: \(error)")
    }
    return .object(recorder.object)
  }

  /// `Page<DeliveryView>` becomes `DeliveryViewPage`.
  private static func name<Value>(of type: Value.Type) -> String {
    let name = String(describing: type)
    guard let open = name.firstIndex(of: "<") else { return name }
    let inner = name[name.index(after: open)...].prefix { $0 != ">" }
    return String(inner + name[..<open])
  }
}
