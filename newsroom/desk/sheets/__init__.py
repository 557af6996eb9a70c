"""Sign-off sheets: what stands on paper beside an article (发稿单) and beside a page (三校单), as page and as PDF."""
