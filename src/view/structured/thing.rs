//! Things of schema.org, built up from what is known of them.

use serde_json::{Map, Value};

/// A thing with its properties, in the order in which they were given.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Thing(pub(super) Map<String, Value>);

impl Thing {
    /// A thing of a type.
    pub(super) fn new(kind: &str) -> Self {
        Self(Map::new()).with("@type", kind)
    }

    /// Only the name of a thing that is described elsewhere.
    pub(super) fn reference(id: &str) -> Self {
        Self(Map::new()).with("@id", id)
    }

    /// Adds a property.
    pub(super) fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.0.insert(key.to_owned(), value.into());
        self
    }

    /// Adds a property that may be unknown.
    pub(super) fn maybe(self, key: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.with(key, value),
            None => self,
        }
    }

    /// Adds a property of any number of values: none is left out, one stands for itself.
    pub(super) fn all(self, key: &str, values: impl IntoIterator<Item = impl Into<Value>>) -> Self {
        let mut values: Vec<Value> = values.into_iter().map(Into::into).collect();
        match (values.pop(), values.is_empty()) {
            (None, _) => self,
            (Some(one), true) => self.with(key, one),
            (Some(last), false) => {
                values.push(last);
                self.with(key, values)
            }
        }
    }
}

impl From<Thing> for Value {
    fn from(thing: Thing) -> Self {
        Self::Object(thing.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_unknown_is_left_out() {
        let thing = Thing::new("Event")
            .maybe("name", Some("A"))
            .maybe("url", None::<String>)
            .all("about", Vec::<String>::new())
            .all("performer", ["B"])
            .all("keywords", ["c", "d"]);
        assert_eq!(
            Value::from(thing).to_string(),
            r#"{"@type":"Event","name":"A","performer":"B","keywords":["c","d"]}"#
        );
    }
}
