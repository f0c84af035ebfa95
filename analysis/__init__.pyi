from .actors import charged_sentences, naming
from .agreement import agreement
from .bias import swap_causes, swap_scores, swap_spread
from .chooser import choose_text
from .compare import association, contrast_documents, contrast_sections, keyness
from .corpus import analyze_corpus
from .lexicon import load_lexicon
from .markers import MARKERS, find_matches
from .matches import Marker, Match
from .metrics import (
    dispersion,
    positions,
    profile,
    rates,
    readable_profile,
    section_bounds,
    section_sentiment,
    section_style,
    sentiment_course,
    top_words,
)
from .plots import (
    plot_balance,
    plot_categories,
    plot_charge,
    plot_contrasts,
    plot_course,
    plot_dispersion,
    plot_document_contrast,
    plot_fingerprints,
    plot_keyness,
    plot_naming,
    plot_profile,
    plot_ranks,
    plot_rates,
    plot_report_card,
    plot_section_sentiment,
    plot_words,
)
from .plots_review import plot_review, raw_and_reviewed
from .reader import annotated_text
from .reading import ReadingError, list_samples, make_document, read_document
from .report import write_report
from .review import Review, ReviewError, apply_review, carry_over, open_review, review_path
from .robustness import rank_agreement, section_ranks
from .sentiment import explain
from .style import save_figure
from .tables import Analysis, analyze, concordance
from .text import Document, Section, Span
from .validation import confusions, report_card, stored_results, validate
from .widget import ReaderWidget, read

__all__ = [
    "MARKERS",
    "Analysis",
    "Document",
    "Marker",
    "Match",
    "ReaderWidget",
    "ReadingError",
    "Review",
    "ReviewError",
    "Section",
    "Span",
    "agreement",
    "analyze",
    "analyze_corpus",
    "annotated_text",
    "apply_review",
    "association",
    "carry_over",
    "charged_sentences",
    "choose_text",
    "concordance",
    "confusions",
    "contrast_documents",
    "contrast_sections",
    "dispersion",
    "explain",
    "find_matches",
    "keyness",
    "list_samples",
    "load_lexicon",
    "make_document",
    "naming",
    "open_review",
    "plot_balance",
    "plot_categories",
    "plot_charge",
    "plot_contrasts",
    "plot_course",
    "plot_dispersion",
    "plot_document_contrast",
    "plot_fingerprints",
    "plot_keyness",
    "plot_naming",
    "plot_profile",
    "plot_ranks",
    "plot_rates",
    "plot_report_card",
    "plot_review",
    "plot_section_sentiment",
    "plot_words",
    "positions",
    "profile",
    "rank_agreement",
    "rates",
    "raw_and_reviewed",
    "read",
    "read_document",
    "readable_profile",
    "report_card",
    "review_path",
    "save_figure",
    "section_bounds",
    "section_ranks",
    "section_sentiment",
    "section_style",
    "sentiment_course",
    "stored_results",
    "swap_causes",
    "swap_scores",
    "swap_spread",
    "top_words",
    "validate",
    "write_report",
]
