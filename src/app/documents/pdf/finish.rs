//! What printpdf has no word for: language, outline, properties.

use std::io;

use lopdf::{Dictionary, Document as File, Object, ObjectId, StringFormat, dictionary};
use ring::digest::{SHA256, digest};

use crate::documents::Document;

/// An entry of the outline.
pub(super) struct Bookmark {
    /// 1 or 2.
    pub(super) level: u8,
    /// Its words.
    pub(super) words: String,
    /// Its page, from 0.
    pub(super) page: usize,
    /// Its place, in points from the lower edge.
    pub(super) y: f32,
}

/// The bytes of the file, with everything it should have.
pub(super) fn finish(mut file: File, document: &Document, outline: &[Bookmark]) -> io::Result<Vec<u8>> {
    file.version = "1.7".to_owned();
    properties(&mut file, document);
    let outline = outlined(&mut file, outline);
    if let Ok(catalog) = file.catalog_mut() {
        catalog.set("Lang", text(&document.language));
        catalog.set("ViewerPreferences", dictionary! { "DisplayDocTitle" => true });
        catalog.set(
            "PageMode",
            Object::Name(if outline.is_some() { "UseOutlines" } else { "UseNone" }.into()),
        );
        if let Some(id) = outline {
            catalog.set("Outlines", Object::Reference(id));
        }
    }
    file.compress();
    let mut bytes = Vec::new();
    // An id of the content, where printpdf puts a number that differs at each call.
    file.trailer.remove(b"ID");
    file.save_to(&mut bytes)?;
    let id = digest(&SHA256, &bytes).as_ref()[..16].to_vec();
    let id = Object::String(id, StringFormat::Hexadecimal);
    file.trailer.set("ID", vec![id.clone(), id]);
    bytes.clear();
    file.save_to(&mut bytes)?;
    Ok(bytes)
}

fn properties(file: &mut File, document: &Document) {
    let date = document.created_at.utc().format("D:%Y%m%d%H%M%SZ").to_string();
    let date = Object::String(date.into_bytes(), StringFormat::Literal);
    let info = dictionary! {
        "Title" => text(&document.title),
        "Author" => text(&document.letterhead.name),
        "Creator" => text("TherapyBridge"),
        "Producer" => text("TherapyBridge"),
        "CreationDate" => date.clone(),
        "ModDate" => date,
    };
    let id = file.add_object(info);
    if let Ok(old) = file.trailer.get(b"Info").and_then(Object::as_reference) {
        file.objects.remove(&old);
    }
    file.trailer.set("Info", Object::Reference(id));
}

/// Adds the outline: headings of level 2 under those of level 1.
fn outlined(file: &mut File, bookmarks: &[Bookmark]) -> Option<ObjectId> {
    if bookmarks.is_empty() {
        return None;
    }
    let pages: Vec<ObjectId> = file.page_iter().collect();
    let root = file.new_object_id();
    let ids: Vec<ObjectId> = bookmarks.iter().map(|_| file.new_object_id()).collect();
    // The entry each one stands under.
    let mut parents: Vec<Option<usize>> = Vec::new();
    let mut above = None;
    for (index, bookmark) in bookmarks.iter().enumerate() {
        parents.push(above.filter(|_| bookmark.level > 1));
        if bookmark.level <= 1 {
            above = Some(index);
        }
    }
    let children = |parent: Option<usize>| -> Vec<usize> {
        let all = parents.iter().enumerate();
        all.filter(|(index, of)| **of == parent && Some(*index) != parent)
            .map(|(index, _)| index)
            .collect()
    };
    for (index, bookmark) in bookmarks.iter().enumerate() {
        let mut entry = dictionary! {
            "Title" => text(&bookmark.words),
            "Parent" => parents[index].map_or(root, |parent| ids[parent]),
        };
        if let Some(page) = pages.get(bookmark.page) {
            let place = vec![
                Object::Reference(*page),
                Object::Name(b"XYZ".to_vec()),
                Object::Null,
                Object::Real(bookmark.y),
                Object::Null,
            ];
            entry.set("Dest", place);
        }
        let siblings = children(parents[index]);
        let at = siblings.iter().position(|sibling| *sibling == index).unwrap_or(0);
        if let Some(before) = at.checked_sub(1).and_then(|at| siblings.get(at)) {
            entry.set("Prev", Object::Reference(ids[*before]));
        }
        if let Some(after) = siblings.get(at + 1) {
            entry.set("Next", Object::Reference(ids[*after]));
        }
        under(&mut entry, &children(Some(index)), &ids);
        file.objects.insert(ids[index], Object::Dictionary(entry));
    }
    let mut entry = dictionary! { "Type" => "Outlines" };
    under(&mut entry, &children(None), &ids);
    file.objects.insert(root, Object::Dictionary(entry));
    Some(root)
}

/// Names the entries under an entry, all of them open.
fn under(entry: &mut Dictionary, children: &[usize], ids: &[ObjectId]) {
    if let (Some(first), Some(last)) = (children.first(), children.last()) {
        entry.set("First", Object::Reference(ids[*first]));
        entry.set("Last", Object::Reference(ids[*last]));
        entry.set("Count", children.len() as i64);
    }
}

/// A text of the file's structure, in UTF-16.
fn text(words: &str) -> Object {
    let units = std::iter::once(0xfeff).chain(words.encode_utf16());
    Object::String(units.flat_map(u16::to_be_bytes).collect(), StringFormat::Hexadecimal)
}
