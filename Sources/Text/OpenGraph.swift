/// Reads what a web page says about itself for link cards (<https://ogp.me>).
package enum OpenGraph {
  /// The most of a page that is looked at; the head of a page is far smaller.
  package static let limitBytes = 512 * 1024

  /// Title, description and image address of the page; `nil` for what it does not say.
  ///
  /// `og:` goes before `twitter:`, then `<title>` and the plain description. The image address is
  /// as written and may be relative. Never fails: anything may be HTML. Looks at the first
  /// `limitBytes` bytes.
  package static func read(_ html: String) -> (title: String?, description: String?, image: String?)
  {
    var page = Page()
    let source = ScalarText(String(decoding: html.utf8.prefix(limitBytes), as: UTF8.self))
    var position = 0
    let lastTagEnd = source.bytes.lastIndex(of: UInt8(ascii: ">")) ?? -1
    while let open = source.bytes[position...].firstIndex(of: UInt8(ascii: "<")),
      open < lastTagEnd
    {
      guard let tag = HTMLTag(in: source, at: open) else {
        position = open + 1
        continue
      }
      position = page.take(tag, in: source)
      if tag.name == "/head" || tag.name == "body" { break }
    }
    return (
      page.first(of: ["og:title", "twitter:title"]) ?? page.title,
      page.first(of: ["og:description", "twitter:description", "description"]),
      page.first(of: [
        "og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src",
      ])
    )
  }

  /// What was found so far.
  private struct Page {
    var title: String?
    var properties: [String: String] = [:]

    /// Takes what `tag` says; returns the offset to go on at.
    mutating func take(_ tag: HTMLTag, in source: ScalarText) -> Int {
      switch tag.name {
      case "meta":
        let attributes = tag.attributes
        if let name = attributes["property"] ?? attributes["name"],
          let content = attributes["content"], properties[name.lowercased()] == nil
        {
          properties[name.lowercased()] = Excerpt.singleLine(content)
        }
        return tag.end
      case "title", "script", "style":
        let close = endOfText(in: source, from: tag.end)
        if tag.name == "title", title == nil {
          let text = Excerpt.singleLine(HTMLTag.unescaped(source, tag.end..<close))
          title = text.isEmpty ? nil : text
        }
        return close
      default: return tag.end
      }
    }

    func first(of names: [String]) -> String? {
      names.lazy.compactMap { properties[$0] }.first { !$0.isEmpty }
    }

    /// Text of these elements holds no tags: it ends at the next `</`.
    private func endOfText(in source: ScalarText, from offset: Int) -> Int {
      var position = offset
      while position < source.end {
        if source.bytes[position] == UInt8(ascii: "<"), source.byte(at: position + 1) == 0x2F {
          return position
        }
        position += 1
      }
      return position
    }
  }
}
