//! The bytes of a file: opened, decompressed, decoded.

use std::io::Read;
use std::path::Path;

use flate2::read::MultiGzDecoder;

use super::{FilePlace, NetworkFileError, Position, ReadReport};

/// What a file holds after decompression.
pub(super) struct Input {
    /// The file's name as the user gave it.
    pub file: String,
    /// Its content.
    pub bytes: Vec<u8>,
    /// The BLAKE3 of the file as it stands on the disk.
    pub blake3: String,
}

/// Decoded text, with `\n` at the ends of lines or `\r\n`.
pub(super) struct Text {
    /// The file's name as the user gave it.
    pub file: String,
    /// Its text without byte-order mark.
    pub text: String,
}

impl Input {
    /// Reads `file`, which starts at `folder` if it is relative.
    pub fn open(folder: &Path, file: &str) -> Result<Self, NetworkFileError> {
        let bytes = std::fs::read(folder.join(file))
            .map_err(|reason| NetworkFileError::Open { file: file.to_owned(), reason })?;
        Self::unpack(file, bytes)
    }

    /// Decompresses gzip, which is known by its first two bytes.
    pub fn unpack(file: &str, bytes: Vec<u8>) -> Result<Self, NetworkFileError> {
        let file = file.to_owned();
        let blake3 = blake3::hash(&bytes).to_hex().to_string();
        if !bytes.starts_with(&[0x1f, 0x8b]) {
            return Ok(Self { file, bytes, blake3 });
        }
        let mut unpacked = Vec::new();
        match MultiGzDecoder::new(bytes.as_slice()).read_to_end(&mut unpacked) {
            Ok(_) => Ok(Self { file, bytes: unpacked, blake3 }),
            Err(reason) => Err(NetworkFileError::Compression {
                place: FilePlace { file, position: Position::Whole },
                reason: reason.to_string(),
            }),
        }
    }

    /// Decodes UTF-8, takes a byte-order mark off and notes both it and the ends of lines.
    pub fn text(self, report: &mut ReadReport) -> Result<Text, NetworkFileError> {
        let (text, mark) = self.decode()?;
        report.byte_order_mark = mark;
        report.carriage_returns = text.text.contains('\r');
        Ok(text)
    }

    /// The text, and whether it had a byte-order mark.
    pub fn decode(mut self) -> Result<(Text, bool), NetworkFileError> {
        let file = self.file;
        let whole = || FilePlace { file: file.clone(), position: Position::Whole };
        if self.bytes.starts_with(&[0xff, 0xfe]) || self.bytes.starts_with(&[0xfe, 0xff]) {
            return Err(NetworkFileError::Encoding {
                place: whole(),
                found: "UTF-16".to_owned(),
                help: "save the file as UTF-8 (in Excel: CSV UTF-8), or use `iconv -f UTF-16 -t UTF-8`",
            });
        }
        if self.bytes.iter().take(4096).any(|&byte| byte == 0) {
            return Err(NetworkFileError::Encoding {
                place: whole(),
                found: "bytes of value zero, as in a binary file".to_owned(),
                help: "name the right format with `format`, or save the file as text",
            });
        }
        let mark = self.bytes.starts_with(&[0xef, 0xbb, 0xbf]);
        if mark {
            self.bytes.drain(..3);
        }
        match String::from_utf8(self.bytes) {
            Ok(mut text) => {
                // Old Macintosh files end their lines with a carriage return alone.
                if text.contains('\r') && !text.contains('\n') {
                    text = text.replace('\r', "\n");
                }
                Ok((Text { file, text }, mark))
            }
            Err(error) => {
                let good = error.utf8_error().valid_up_to();
                let bytes = error.as_bytes();
                let before = String::from_utf8_lossy(&bytes[..good]);
                Err(NetworkFileError::Encoding {
                    place: FilePlace::offset(&file, &before, before.len()),
                    found: format!("the byte 0x{:02x}", bytes[good]),
                    help: "save the file as UTF-8; for one from older Western software: `iconv -f ISO-8859-1 -t UTF-8`",
                })
            }
        }
    }
}

impl Text {
    /// The lines with their numbers from 1, without their ends.
    pub fn lines(&self) -> impl Iterator<Item = (u64, &str)> {
        self.text.lines().enumerate().map(|(index, line)| (index as u64 + 1, line))
    }

    /// The place of the byte `offset`.
    pub fn place(&self, offset: usize) -> FilePlace {
        FilePlace::offset(&self.file, &self.text, offset)
    }
}
