//! Panics in the tasks of a world: tokio keeps them from us, and each of them is a bug.

use std::cell::RefCell;
use std::sync::Once;

thread_local! {
    /// Those of the world that is played on this thread; `None` while there is none.
    static HEARD: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
}

/// From now on panics on this thread are kept and not printed.
pub fn listen() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let kept = HEARD.with_borrow_mut(|heard| {
                heard.as_mut().map(|heard| heard.push(info.to_string())).is_some()
            });
            if !kept {
                before(info);
            }
        }));
    });
    HEARD.set(Some(Vec::new()));
}

/// What was heard since this was last asked.
pub fn taken() -> Vec<String> {
    HEARD.with_borrow_mut(|heard| heard.as_mut().map(std::mem::take).unwrap_or_default())
}

/// Panics on this thread are printed again.
pub fn leave() {
    HEARD.set(None);
}
