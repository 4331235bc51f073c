import Domain
import PlatformModels

/// The files of a post, with their descriptions readable below them.
struct PictureGrid {
  let post: TimelinePost

  var html: String {
    guard !post.media.isEmpty else { return "" }
    let figures = post.media.map(figure).joined()
    return #"<div class="media n\#(min(post.media.count, 4))">\#(figures)</div>"#
  }

  private func figure(_ picture: TimelinePost.Picture) -> String {
    let source = picture.path(on: post.platform)
    let alt = HTML.escape(picture.alt)
    var size = ""
    if let width = picture.width, let height = picture.height {
      size = #" width="\#(width)" height="\#(height)""#
    }
    let shown =
      switch picture.mime.prefix(while: { $0 != "/" }) {
      case "video": #"<video src="\#(source)" controls preload="metadata"></video>"#
      case "audio": #"<audio src="\#(source)" controls preload="metadata"></audio>"#
      default: #"<img src="\#(source)" alt="\#(alt)"\#(size) loading="lazy">"#
      }
    // The caption repeats the alternative text for the eye; readers get it from the image.
    let caption =
      picture.alt.isEmpty
      ? #"<figcaption class="missing">No description</figcaption>"#
      : #"<figcaption\#(shown.hasPrefix("<img") ? " aria-hidden=\"true\"" : "")>"#
        + #"<b>ALT</b> \#(alt)</figcaption>"#
    return "<figure>\(shown)\(caption)</figure>"
  }
}
