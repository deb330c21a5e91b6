from ninja import NinjaAPI

api = NinjaAPI(title="Zhiyu", version="1", docs_url=None, openapi_url="openapi.json")
