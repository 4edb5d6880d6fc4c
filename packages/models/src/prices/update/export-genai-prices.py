"""Prints one vendor of a wheel of genai-prices as JSON. Reads its data without running any of it.

Usage: python3 export-genai-prices.py genai_prices-0.2.3-py3-none-any.whl openai
"""

import ast
import json
import sys
import zipfile


def plain(node):
    """A constructor becomes the object of its keywords; decimals and dates become text."""
    if isinstance(node, ast.Call):
        name = ast.unparse(node.func)
        if name == "Decimal":
            return str(ast.literal_eval(node.args[0]))
        if name == "datetime.date":
            return "{:04}-{:02}-{:02}".format(*map(ast.literal_eval, node.args))
        return {keyword.arg.rstrip("_"): plain(keyword.value) for keyword in node.keywords}
    if isinstance(node, ast.List):
        return [plain(element) for element in node.elts]
    if isinstance(node, ast.Dict):
        return {ast.literal_eval(key): plain(value) for key, value in zip(node.keys, node.values)}
    return ast.literal_eval(node)


def names(node, vendor):
    return any(one.arg == "id" and ast.literal_eval(one.value) == vendor for one in node.keywords)


path, vendor = sys.argv[1:]
with zipfile.ZipFile(path) as wheel:
    tree = ast.parse(wheel.read("genai_prices/data.py"))
(providers,) = (node.value for node in tree.body if isinstance(node, ast.AnnAssign))
(found,) = (node for node in providers.elts if names(node, vendor))
json.dump(plain(found), sys.stdout)
