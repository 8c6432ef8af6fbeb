//! An address as a QR code, in a file of its own: to be shown by the share sheet, put on a slide or printed.

use crate::text;
use crate::view::types::CodeView;

/// The file. It is light and dark whatever is behind it, since readers of codes want it so.
pub(super) fn file(code: &CodeView) -> String {
    let CodeView { address, size, path } = code;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 -.5 {size} {size}\" shape-rendering=\"crispEdges\"><title>{}</title><path fill=\"#fff\" d=\"M0-.5h{size}v{size}H0z\"/><path stroke=\"#000\" d=\"{path}\"/></svg>\n",
        text::escape(address)
    )
}
