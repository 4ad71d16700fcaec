//! One JSON document, written piece by piece, so that none of its lists need be in memory.

use std::io::{self, Write};

use serde_json::Value;

/// A JSON object on its way out.
#[derive(Debug)]
pub struct Object<W> {
    out: W,
    is_empty: bool,
}

impl<W: Write> Object<W> {
    /// An object without fields.
    pub fn new(out: W) -> Object<W> {
        Object { out, is_empty: true }
    }

    fn key(&mut self, key: &str) -> io::Result<()> {
        let before = if self.is_empty { "{" } else { "," };
        self.is_empty = false;
        write!(self.out, "{before}\n  {}: ", Value::from(key))
    }

    /// A field.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn field(&mut self, key: &str, value: impl Into<Value>) -> io::Result<()> {
        self.key(key)?;
        let value: Value = value.into();
        write!(self.out, "{value}")
    }

    /// A list, each of its items on a line.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn list(&mut self, key: &str, items: impl Iterator<Item = Value>) -> io::Result<()> {
        self.key(key)?;
        let mut before = "[\n";
        for item in items {
            write!(self.out, "{before}    {item}")?;
            before = ",\n";
        }
        self.out.write_all(if before == "[\n" { b"[]" } else { b"\n  ]" })
    }

    /// The end.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn end(mut self) -> io::Result<()> {
        self.out.write_all(if self.is_empty { b"{}\n" } else { b"\n}\n" })?;
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_json() {
        let mut bytes = Vec::new();
        let mut object = Object::new(&mut bytes);
        object.field("a \"b\"", 1).expect("memory");
        object.list("none", std::iter::empty()).expect("memory");
        object.list("two", [Value::Null, 0.5.into()].into_iter()).expect("memory");
        object.end().expect("memory");
        let read: Value = serde_json::from_slice(&bytes).expect("JSON");
        assert_eq!(read, serde_json::json!({"a \"b\"": 1, "none": [], "two": [null, 0.5]}));
    }
}
