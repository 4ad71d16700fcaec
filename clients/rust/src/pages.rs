//! Lists of the contract, page after page, as a stream.

use std::future::Future;

use futures_util::stream::{self, BoxStream, StreamExt, TryStreamExt};

use crate::error::Error;

/// An answer that is one page of several.
pub trait Page {
    /// What it lists.
    type Item;
    /// The results on this page, and the token of the next one; empty on the last.
    fn into_parts(self) -> (Vec<Self::Item>, String);
}

/// Every result of a list, from the page with this token on: `fetch` gets the token of each page.
pub(crate) fn pages_from<P, F, W>(
    token: String,
    fetch: F,
) -> BoxStream<'static, Result<P::Item, Error>>
where
    P: Page,
    P::Item: Send + 'static,
    F: Fn(String) -> W + Send + 'static,
    W: Future<Output = Result<P, Error>> + Send + 'static,
{
    let pages = stream::try_unfold((Some(token), fetch), |(token, fetch)| async move {
        let Some(token) = token else {
            return Ok::<_, Error>(None);
        };
        let (items, next) = fetch(token).await?.into_parts();
        let next = Some(next).filter(|next| !next.is_empty());
        let items = stream::iter(items).map(Ok);
        Ok(Some((items, (next, fetch))))
    });
    pages.try_flatten().boxed()
}
