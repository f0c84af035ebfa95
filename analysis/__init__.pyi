from .corpus.archive import analyze_corpus
from .corpus.audit import audit, audit_progress
from .corpus.audit_desk import audit_desk
from .corpus.audit_draw import audit_sheets, draw_audit
from .corpus.audit_read import read_audit, write_audit_pages
from .corpus.search import search_archive
from .markers.categories import category_lexicon, category_marker, save_lexicon
from .markers.engagement import ENGAGEMENT
from .markers.evidence import EVIDENCE
from .markers.lexicons import lexicon_marker
from .markers.registry import MARKERS, find_matches
from .matching.lexicon import load_lexicon
from .matching.matches import Marker, Match
from .methods import methods_text
from .plots.agreement import plot_agreement
from .plots.audit import audit_sentences, plot_audit
from .plots.card import plot_report_card
from .plots.catalogue import show_figure
from .plots.course import plot_course, plot_dispersion
from .plots.evidence import plot_appeals, plot_evidence, plot_evidence_course
from .plots.profiles import readable_profile
from .plots.readable import readable_table
from .plots.reliability import plot_reliability
from .plots.review import plot_review, raw_and_reviewed
from .plots.sections import (
    plot_balance,
    plot_profile,
    plot_rates,
)
from .plots.speakers import plot_speakers
from .plots.stance import plot_certainty, plot_strip, plot_strips
from .plots.style import save_figure
from .plots.words import plot_charged_words
from .plots.yardstick import plot_two_texts, plot_yardstick
from .reader.beside import beside_table
from .reader.blind import draw_sentences
from .reader.blind_file import write_beside_page, write_blind_page
from .reader.blind_widget import BlindReader, read_blind, show_beside
from .reader.chooser import choose_text
from .reader.classroom import write_class_page
from .reader.classroom_widget import ClassWidget, open_class
from .reader.findings import show_findings
from .reader.page import annotated_text
from .reader.report import write_report
from .reader.sheet import write_sheet
from .reader.widget import ReaderWidget, read
from .reading.sources import (
    ReadingError,
    list_samples,
    make_document,
    read_document,
    samples_folder,
)
from .sentiment.ours import explain
from .statistics.actors import charged_sentences, naming
from .statistics.agreement import agreement
from .statistics.appeals import appeals
from .statistics.audit import correct_differences, correct_rates
from .statistics.charge import charge_by_kind, charged_words
from .statistics.collocates import collocates, ngrams
from .statistics.compare import (
    association,
    contrast_documents,
    contrast_sections,
    correct_together,
    keyness,
)
from .statistics.disagreement import disagreement_table
from .statistics.evidence import charge_gap, evidence_company, evidence_course, evidence_shares
from .statistics.findings import findings
from .statistics.intervals import rate_ratio
from .statistics.invented import invented_readings
from .statistics.many import profile_of_texts, typical_words
from .statistics.metrics import (
    dispersion,
    positions,
    profile,
    rates,
    section_bounds,
    top_words,
    yardstick,
)
from .statistics.norms import Norms, NormsError, load_norms
from .statistics.norms_making import make_norms, write_norms
from .statistics.readability import section_style
from .statistics.readers import machine_reading, reader_agreement
from .statistics.robustness import rank_agreement, section_ranks
from .statistics.sample_size import allocate, readings_needed
from .statistics.search import SearchError, search, search_rates
from .statistics.sentiments import section_sentiment, sentiment_course
from .statistics.settling import differences, settled_reading
from .statistics.speakers import speakers
from .statistics.stance import sentence_stance
from .statistics.terms import group_texts, key_words, read_frequencies, typical_markers
from .tables.analysis import Analysis, analyze, concordance, with_markers
from .tables.collection import add_metadata, choose_documents, metadata_table, read_metadata
from .tables.curation import Ruling, add_rulings, curation_in, curation_path, forget_reader
from .tables.paper import typed_reading
from .tables.reading_import import import_reading, read_labels
from .tables.readings import (
    Mark,
    Reading,
    ReadingFileError,
    new_reading,
    read_reading,
    reading_path,
    readings_in,
    write_reading,
)
from .tables.review import Review, ReviewError, apply_review, carry_over, open_review, review_path
from .text.document import Document
from .text.spans import Section, Span
from .validation.bias import swap_causes, swap_scores, swap_spread
from .validation.card import (
    confusions,
    published_figures,
    report_card,
    stored_results,
    validate,
)
from .validation.outlets import outlet_card
from .validation.own import write_gold
from .validation.reliability import reliability, stored_reliability

__all__ = [
    "ENGAGEMENT",
    "EVIDENCE",
    "MARKERS",
    "Analysis",
    "BlindReader",
    "ClassWidget",
    "Document",
    "Mark",
    "Marker",
    "Match",
    "Norms",
    "NormsError",
    "ReaderWidget",
    "Reading",
    "ReadingError",
    "ReadingFileError",
    "Review",
    "ReviewError",
    "Ruling",
    "SearchError",
    "Section",
    "Span",
    "add_metadata",
    "add_rulings",
    "agreement",
    "allocate",
    "analyze",
    "analyze_corpus",
    "annotated_text",
    "appeals",
    "apply_review",
    "association",
    "audit",
    "audit_desk",
    "audit_progress",
    "audit_sentences",
    "audit_sheets",
    "beside_table",
    "carry_over",
    "category_lexicon",
    "category_marker",
    "charge_by_kind",
    "charge_gap",
    "charged_sentences",
    "charged_words",
    "choose_documents",
    "choose_text",
    "collocates",
    "concordance",
    "confusions",
    "contrast_documents",
    "contrast_sections",
    "correct_differences",
    "correct_rates",
    "correct_together",
    "curation_in",
    "curation_path",
    "differences",
    "disagreement_table",
    "dispersion",
    "draw_audit",
    "draw_sentences",
    "evidence_company",
    "evidence_course",
    "evidence_shares",
    "explain",
    "find_matches",
    "findings",
    "forget_reader",
    "group_texts",
    "import_reading",
    "invented_readings",
    "key_words",
    "keyness",
    "lexicon_marker",
    "list_samples",
    "load_lexicon",
    "load_norms",
    "machine_reading",
    "make_document",
    "make_norms",
    "metadata_table",
    "methods_text",
    "naming",
    "new_reading",
    "ngrams",
    "open_class",
    "open_review",
    "outlet_card",
    "plot_agreement",
    "plot_appeals",
    "plot_audit",
    "plot_balance",
    "plot_certainty",
    "plot_charged_words",
    "plot_course",
    "plot_dispersion",
    "plot_evidence",
    "plot_evidence_course",
    "plot_profile",
    "plot_rates",
    "plot_reliability",
    "plot_report_card",
    "plot_review",
    "plot_speakers",
    "plot_strip",
    "plot_strips",
    "plot_two_texts",
    "plot_yardstick",
    "positions",
    "profile",
    "profile_of_texts",
    "published_figures",
    "rank_agreement",
    "rate_ratio",
    "rates",
    "raw_and_reviewed",
    "read",
    "read_audit",
    "read_blind",
    "read_document",
    "read_frequencies",
    "read_labels",
    "read_metadata",
    "read_reading",
    "readable_profile",
    "readable_table",
    "reader_agreement",
    "reading_path",
    "readings_in",
    "readings_needed",
    "reliability",
    "report_card",
    "review_path",
    "samples_folder",
    "save_figure",
    "save_lexicon",
    "search",
    "search_archive",
    "search_rates",
    "section_bounds",
    "section_ranks",
    "section_sentiment",
    "section_style",
    "sentence_stance",
    "sentiment_course",
    "settled_reading",
    "show_beside",
    "show_figure",
    "show_findings",
    "speakers",
    "stored_reliability",
    "stored_results",
    "swap_causes",
    "swap_scores",
    "swap_spread",
    "top_words",
    "typed_reading",
    "typical_markers",
    "typical_words",
    "validate",
    "with_markers",
    "write_audit_pages",
    "write_beside_page",
    "write_blind_page",
    "write_class_page",
    "write_gold",
    "write_norms",
    "write_reading",
    "write_report",
    "write_sheet",
    "yardstick",
]
