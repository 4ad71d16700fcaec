//! Blanks out what is not Rust code, so that rules do not trip over words in text.

/// The source with comments and the insides of literals replaced by spaces; lines stay lines.
pub fn mask(source: &str) -> String {
    let mut masker = Masker { chars: source.chars().collect(), at: 0, out: String::new() };
    while let Some(c) = masker.peek(0) {
        match (c, masker.peek(1)) {
            ('/', Some('/')) => masker.line_comment(),
            ('/', Some('*')) => masker.block_comment(),
            ('"', _) => masker.string(),
            ('\'', _) => masker.quote(),
            _ if is_word(c) => masker.word(),
            _ => masker.keep(),
        }
    }
    masker.out
}

/// Whether a character can stand in an identifier or a number.
pub fn is_word(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

struct Masker {
    chars: Vec<char>,
    at: usize,
    out: String,
}

impl Masker {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    fn keep(&mut self) {
        if let Some(c) = self.peek(0) {
            self.out.push(c);
            self.at += 1;
        }
    }

    fn blank(&mut self, count: usize) {
        for _ in 0..count {
            if let Some(c) = self.peek(0) {
                self.out.push(if c == '\n' { '\n' } else { ' ' });
                self.at += 1;
            }
        }
    }

    fn line_comment(&mut self) {
        while self.peek(0).is_some_and(|c| c != '\n') {
            self.blank(1);
        }
    }

    fn block_comment(&mut self) {
        let mut depth = 0;
        loop {
            match (self.peek(0), self.peek(1)) {
                (Some('/'), Some('*')) => depth += 1,
                (Some('*'), Some('/')) => depth -= 1,
                (None, _) => return,
                _ => {
                    self.blank(1);
                    continue;
                }
            }
            self.blank(2);
            if depth == 0 {
                return;
            }
        }
    }

    fn string(&mut self) {
        self.keep();
        loop {
            match self.peek(0) {
                Some('\\') => self.blank(2),
                Some('"') | None => return self.keep(),
                Some(_) => self.blank(1),
            }
        }
    }

    /// A character literal is closed after one character or one escape; a lifetime is not.
    fn quote(&mut self) {
        let is_escape = self.peek(1) == Some('\\');
        if !is_escape && self.peek(2) != Some('\'') {
            return self.keep();
        }
        self.blank(if is_escape { 3 } else { 2 });
        while self.peek(0).is_some_and(|c| c != '\'') {
            self.blank(1);
        }
        self.blank(1);
    }

    fn word(&mut self) {
        let start = self.at;
        while self.peek(0).is_some_and(is_word) {
            self.keep();
        }
        let word: String = self.chars[start..self.at].iter().collect();
        if matches!(word.as_str(), "r" | "br" | "cr") {
            let hashes = self.chars[self.at..].iter().take_while(|&&c| c == '#').count();
            if self.peek(hashes) == Some('"') {
                self.raw_string(hashes);
            }
        }
    }

    fn raw_string(&mut self, hashes: usize) {
        self.blank(hashes + 1);
        while let Some(c) = self.peek(0) {
            let is_end = c == '"' && (1..=hashes).all(|ahead| self.peek(ahead) == Some('#'));
            if is_end {
                return self.blank(hashes + 1);
            }
            self.blank(1);
        }
    }
}

#[test]
fn comments_and_literals_are_blank_and_lines_stay() {
    for (source, code) in [
        ("a // b {\nc", "a\nc"),
        ("a /* b /* c */ \n d */ e", "a\n e"),
        (r#"f("} \" {")"#, r#"f(" ")"#),
        ("f(r##\"}\"# {\"##) }", "f(r ) }"),
        ("match c { '{' => '\\'', '\\u{7d}' => b'}' }", "match c { => , => b }"),
        ("fn f<'a>(x: &'a str) {}", "fn f<'a>(x: &'a str) {}"),
        ("let r#fn = 1; b\"{\"; 'x: loop {}", "let r#fn = 1; b\" \"; 'x: loop {}"),
    ] {
        let masked = mask(source);
        assert_eq!(masked.chars().count(), source.chars().count(), "{source}");
        assert_eq!(squeeze(&masked), squeeze(code), "{source}");
        assert_eq!(masked.lines().count(), source.lines().count(), "{source}");
    }
}

#[cfg(test)]
fn squeeze(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}
