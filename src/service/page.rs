//! Pages of a list in order of a key: a token says after which key the next page begins.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::domain::limits::{PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX};
use crate::service::fields::Fields;

/// Which page is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Page {
    /// The most results.
    pub(super) size: usize,
    /// Begin after this key.
    pub(super) after: Option<String>,
}

impl Page {
    /// Reads size and token.
    pub(super) fn parse(fields: &mut Fields, size: i32, token: &str) -> Page {
        let size = match usize::try_from(size) {
            Ok(0) => PAGE_SIZE_DEFAULT,
            Ok(size) if size <= PAGE_SIZE_MAX => size,
            _ => {
                let rule = format!("is {size}; give 1 to {PAGE_SIZE_MAX}, or 0 for the default");
                fields.violate("page_size", rule);
                PAGE_SIZE_DEFAULT
            }
        };
        let decoded = URL_SAFE_NO_PAD.decode(token).ok();
        let after = decoded.and_then(|bytes| String::from_utf8(bytes).ok());
        if after.is_none() {
            fields.violate("page_token", "is not a next_page_token of this list; leave it empty");
        }
        Page { size, after: after.filter(|key| !key.is_empty()) }
    }

    /// The page of a list that is in order of its keys, and the token of the next one.
    pub(super) fn of<T>(&self, sorted: impl Iterator<Item = (String, T)>) -> (Vec<T>, String) {
        self.weighed(sorted, |_| 0, 0)
    }

    /// The same, ended before its results weigh more than `most` together; the first always fits.
    pub(super) fn weighed<T>(
        &self,
        sorted: impl Iterator<Item = (String, T)>,
        weigh: impl Fn(&T) -> usize,
        most: usize,
    ) -> (Vec<T>, String) {
        let beyond = |(key, _): &(String, T)| match &self.after {
            Some(after) => key > after,
            None => true,
        };
        let mut rest = sorted.filter(beyond).peekable();
        let (mut last, mut weight) = (String::new(), 0);
        let mut page = Vec::new();
        let mut fits = |is_first, (_, value): &(String, T)| {
            weight += weigh(value);
            is_first || weight <= most
        };
        while page.len() < self.size
            && let Some((key, value)) = rest.next_if(|next| fits(page.is_empty(), next))
        {
            last = key;
            page.push(value);
        }
        let token = rest.next().map(|_| URL_SAFE_NO_PAD.encode(&last)).unwrap_or_default();
        (page, token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_join_to_the_whole_list() {
        let list = || ["a", "b", "c"].map(|key| (key.to_owned(), key)).into_iter();
        let mut fields = Fields::default();
        let (first, token) = Page::parse(&mut fields, 2, "").of(list());
        assert_eq!(first, ["a", "b"]);
        let (second, token) = Page::parse(&mut fields, 2, &token).of(list());
        assert_eq!((second, token.as_str()), (vec!["c"], ""));
        assert!(fields.check().is_ok());
    }

    #[test]
    fn a_page_ends_before_it_weighs_too_much() {
        let list = || ["a", "bb", "cc", "d"].map(|key| (key.to_owned(), key)).into_iter();
        let mut fields = Fields::default();
        let (first, token) = Page::parse(&mut fields, 4, "").weighed(list(), |key| key.len(), 3);
        assert_eq!(first, ["a", "bb"]);
        let (second, token) =
            Page::parse(&mut fields, 4, &token).weighed(list(), |key| key.len(), 1);
        assert_eq!(second, ["cc"]);
        let (third, token) = Page::parse(&mut fields, 4, &token).weighed(list(), |_| 1, 1);
        assert_eq!((third, token.as_str()), (vec!["d"], ""));
    }

    #[test]
    fn a_size_is_checked_at_the_limit_and_one_beyond() {
        for (size, valid) in [(PAGE_SIZE_MAX, true), (PAGE_SIZE_MAX + 1, false)] {
            let mut fields = Fields::default();
            Page::parse(&mut fields, size as i32, "");
            assert_eq!(fields.check().is_ok(), valid);
        }
    }
}
