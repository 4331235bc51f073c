/// The ways in which networks count the length of a text.
package enum TextLength {
  /// What a person sees as one character (Unicode UAX #29): an emoji family is 1, CRLF is 1.
  package static func graphemes(_ text: some StringProtocol) -> Int { text.count }

  /// UTF-16 code units, as JavaScript and Java count.
  package static func utf16(_ text: some StringProtocol) -> Int { text.utf16.count }

  /// Bytes of the UTF-8 form.
  package static func utf8(_ text: some StringProtocol) -> Int { text.utf8.count }

  /// Unicode scalar values ("code points").
  package static func scalars(_ text: some StringProtocol) -> Int { text.unicodeScalars.count }
}
