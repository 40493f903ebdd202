"""Sphinx configuration: ./dev docs."""

import os
import sys
import warnings
from pathlib import Path

import airshield

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "extensions"))
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

project = "airshield"
author = "The airshield contributors"
copyright = "2026, The airshield contributors"
version = release = airshield.__version__

extensions = [
    "api_pages",
    "command_output",
    "myst_parser",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.mathjax",
    "sphinxcontrib.bibtex",
]
exclude_patterns = ["_build", "**/GALLERY_HEADER.rst"]
suppress_warnings = [
    "config.cache",
    "ref.python",  # a record and its arrays may share a name, such as Doctrine
]
language = "en"

myst_enable_extensions = ["dollarmath", "amsmath", "colon_fence", "deflist"]
myst_heading_anchors = 3
bibtex_bibfiles = ["references.bib"]
bibtex_default_style = "unsrt"
bibtex_reference_style = "author_year"

# --- API pages: signatures and docstrings come from the source --------------------------------

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
numpydoc_show_class_members = False
numpydoc_class_members_toctree = False
numpydoc_xref_param_type = False
# References to names of other projects cannot be resolved without the network.
nitpick_ignore_regex = [
    (r"py:.*", r"^(?!airshield\.).*"),
    (r"py:.*", r".*\.([TPR]|_\w+)$"),  # type variables and private aliases
    (r"py:.*", r".*\.(cluster|fanout)\.(Task|Result)$"),
    (r"py:.*", r"^airshield\.(\w+\.)*kernels\..*"),  # tables of kernels, told where they are
]

# --- gallery: runs examples/*.py and shows what they print -------------------------------------

if list((HERE.parent / "examples").glob("[a-z]*.py")):
    extensions.append("sphinx_gallery.gen_gallery")
    warnings.filterwarnings("ignore", category=UserWarning, message=".*non-interactive.*")
    sphinx_gallery_conf = {
        "examples_dirs": "../examples",
        "gallery_dirs": "gallery",
        "filename_pattern": r"\.py$",
        "abort_on_example_error": True,
        "download_all_examples": False,
        "show_signature": False,
        "remove_config_comments": True,
        "min_reported_time": 1,
        "within_subsection_order": "FileNameSortKey",
    }

# --- pages -------------------------------------------------------------------------------------

html_theme = "alabaster"
html_title = f"airshield {release}"
html_theme_options = {
    "description": "Plan it, practise it, warn in time.",
    "fixed_sidebar": True,
    "page_width": "80rem",
    "body_max_width": "58rem",
}
html_show_sourcelink = False
